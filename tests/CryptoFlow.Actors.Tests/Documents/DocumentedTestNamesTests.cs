using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Documents;

/// <summary>A test that a document names exists: <c>`Class`</c>, <c>`Class.Method`</c>, or <c>`Class.Beginning_of_the_method_…`</c>.</summary>
public sealed partial class DocumentedTestNamesTests
{
    private static readonly Dictionary<string, string> Tests = Directory
        .EnumerateDirectories(Path.Combine(Repository.Root!, "tests"), "*.Tests")
        .SelectMany(project => SourcesIn(new DirectoryInfo(project)))
        .GroupBy(file => Path.GetFileNameWithoutExtension(file.Name))
        .ToDictionary(files => files.Key, files => string.Join('\n', files.Select(file => File.ReadAllText(file.FullName))));

    [Theory]
    [InlineData("docs/operations.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/metrics.md")]
    [InlineData("tests/DESIGN.md")]
    [InlineData("src/CryptoFlow.Actors/Storage/DESIGN.md")]
    [InlineData("src/CryptoFlow.Actors/Collectors/DESIGN.md")]
    [InlineData("src/CryptoFlow.Actors/Backups/DESIGN.md")]
    [InlineData("src/CryptoFlow.Cluster/Wire/DESIGN.md")]
    public void Every_test_that_a_document_names_exists(string document) => Assert.Empty(UnknownIn(Repository.Read(document)));

    [Theory]
    [InlineData("`DocumentedTestNamesTests.Every_test_that_a_document_names_exists`", null)]
    [InlineData("`DocumentedTestNamesTests.Every_test_that_…`", null)]
    [InlineData("`NothingTests`", "NothingTests")]
    [InlineData("`DocumentedTestNamesTests.Every_test`", "DocumentedTestNamesTests.Every_test")]
    [InlineData("`DocumentedTestNamesTests.Nothing_…`", "DocumentedTestNamesTests.Nothing_…")]
    public void A_test_that_does_not_exist_is_found(string text, string? unknown) => Assert.Equal(unknown is null ? [] : [unknown], UnknownIn(text));

    private static IEnumerable<string> UnknownIn(string text) =>
        from Match name in TestName().Matches(text)
        where name.Value != "`FooTests`" // The example of tests/DESIGN.md.
        where !Tests.TryGetValue(name.Groups["class"].Value, out var source)
            || (name.Groups["method"] is { Success: true, Value: var method } && !source.Contains($" {method}{(name.Groups["more"].Success ? "" : "(")}", StringComparison.Ordinal))
        select name.Value.Trim('`');

    private static IEnumerable<FileInfo> SourcesIn(DirectoryInfo folder) =>
        folder.EnumerateFiles("*Tests.cs").Concat(folder.EnumerateDirectories().Where(d => d.Name is not ("bin" or "obj")).SelectMany(SourcesIn));

    [GeneratedRegex(@"`(?<class>[A-Z]\w*Tests)(\.(?<method>\w+?)(?<more>…)?)?`")]
    private static partial Regex TestName();
}
