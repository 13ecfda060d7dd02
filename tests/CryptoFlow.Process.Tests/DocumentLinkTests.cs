using System.Text.RegularExpressions;

namespace CryptoFlow.Processes;

/// <summary>Every link in a document to a file or heading of this project has an existing target.</summary>
public sealed partial class DocumentLinkTests
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", ".git"];

    private static readonly List<string> Found = [.. Find(new DirectoryInfo(Repository.Root!)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Documents => [.. Found];

    [Fact]
    public void The_documents_and_their_links_are_found()
    {
        Assert.Superset(
            new HashSet<string> { "README.md", "docs/http-api.md", "src/CryptoFlow.Actors/Storage/DESIGN.md" },
            Found.ToHashSet());
        Assert.Contains("docs/http-api.md", LinksOf(Repository.Read("README.md")).Select(link => link.Split('#')[0]));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_or_a_heading(string document) => Assert.Empty(DeadLinksOf(document, Repository.Read(document)));

    [Theory]
    [InlineData("[no file](docs/nothing.md)", "docs/nothing.md")]
    [InlineData("[no heading](docs/http-api.md#nothing)", "docs/http-api.md#nothing")]
    [InlineData("[no heading here](#nothing)", "#nothing")]
    [InlineData("## A `heading`, of *three* words\n## A heading, of three words\n[one](#a-heading-of-three-words) [two](#a-heading-of-three-words-1) [three](#a-heading-of-three-words-2)", "#a-heading-of-three-words-2")]
    [InlineData("```\n# no heading\n[code](nothing)\n```\n`[code](nothing)` [no heading](#no-heading)", "#no-heading")]
    public void A_link_that_leads_nowhere_is_found(string text, string dead) => Assert.Equal([dead], DeadLinksOf("README.md", text));

    private static List<string> DeadLinksOf(string document, string text) => [.. LinksOf(text).Where(link => !LeadsSomewhere(document, text, link))];

    private static bool LeadsSomewhere(string document, string text, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0 ? document : Path.GetRelativePath(Repository.Root!, Path.Combine(Repository.Root!, Path.GetDirectoryName(document)!, parts[0]));
        var path = Path.Combine(Repository.Root!, target);
        if (parts.Length == 1)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path) && AnchorsOf(parts[0].Length == 0 ? text : File.ReadAllText(path)).Contains(parts[1]);
    }

    /// <summary>The targets of the links without a scheme such as https.</summary>
    private static IEnumerable<string> LinksOf(string text) =>
        Link().Matches(Code().Replace(text, "")).Select(m => m.Groups[1].Value).Where(target => !Scheme().IsMatch(target));

    /// <summary>The anchors of the headings, as common Markdown viewers make them: lower case, no punctuation, a hyphen for each space, a number if the anchor exists already.</summary>
    private static HashSet<string> AnchorsOf(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Fence().Replace(text, "")))
        {
            var words = Link().Replace(heading.Groups[1].Value.Trim(), "]").Replace(' ', '-');
            var anchor = new string([.. words.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')]);
            for (var (name, number) = (anchor, 1); !anchors.Add(name); number++)
                name = $"{anchor}-{number}";
        }

        return anchors;
    }

    private static IEnumerable<string> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Select(f => Path.GetRelativePath(Repository.Root!, f.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(d => !NotOurs.Contains(d.Name)).SelectMany(Find));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6} (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
