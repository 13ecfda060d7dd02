using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Messages;

/// <summary>Actors Tell. Only the edges of the system Ask: the clients, the composition, and a connection's own tasks.</summary>
public sealed partial class AskRuleTests
{
    private static readonly string[] Edges = ["TimedAsk.cs", "SocketConnection.cs", "SocketEndpoint.cs"];

    [Fact]
    public void Only_the_clients_the_composition_and_a_connection_ask()
    {
        var asking = Directory.EnumerateFiles(Path.Combine(Repository.Root!, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Edges.Contains(Path.GetFileName(file)))
            .Where(file => File.ReadAllText(file) is var source && Ask().IsMatch(source) && !IsComposition(source));

        Assert.Empty(asking);
    }

    /// <summary>Starts and stops the actors.</summary>
    private static bool IsComposition(string source) => source.Contains("CoordinatedShutdown", StringComparison.Ordinal) || source.Contains("IServiceCollection", StringComparison.Ordinal);

    [GeneratedRegex(@"\.Ask(<|\()")]
    private static partial Regex Ask();
}
