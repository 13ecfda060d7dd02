using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Messages;

/// <summary>Actors use Tell. Only the edges of the system use Ask: the clients, the composition (<c>*Hosting.cs</c>), and the tasks of a connection.</summary>
public sealed partial class AskRuleTests
{
    private static readonly string[] Edges = ["TimedAsk.cs", "SocketConnection.cs", "SocketEndpoint.cs"];

    [Fact]
    public void Only_the_clients_the_composition_and_a_connection_use_Ask()
    {
        var asking = Directory.EnumerateFiles(Path.Combine(Repository.Root!, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Edges.Contains(Path.GetFileName(file)) && !file.EndsWith("Hosting.cs", StringComparison.Ordinal))
            .Where(file => Ask().IsMatch(File.ReadAllText(file)));

        Assert.Empty(asking);
    }

    [GeneratedRegex(@"\.Ask(<|\()")]
    private static partial Regex Ask();
}
