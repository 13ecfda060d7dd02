using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>The .proto files are the documentation of the protocol.</summary>
public sealed partial class ProtoFilesTests
{
    [Fact]
    public void Every_message_every_value_and_every_field_has_a_comment()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root!, "src/CryptoFlow.Cluster/Wire/Protos"), "*.proto");

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(WithoutComment));
    }

    private static IEnumerable<string> WithoutComment(string file)
    {
        var before = "";
        foreach (var line in File.ReadLines(file))
        {
            if (Declaration().IsMatch(line) && !line.Contains("_UNSPECIFIED", StringComparison.Ordinal) && !before.TrimStart().StartsWith("//", StringComparison.Ordinal))
                yield return $"{Path.GetFileName(file)}: {line.Trim()}";
            before = line;
        }
    }

    [GeneratedRegex(@"^(message|enum) |^\s+\w.*= \d+;")]
    private static partial Regex Declaration();
}
