using System.Text.RegularExpressions;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>The rules of tests/DESIGN.md for the places and names of tests, applied to one test project.</summary>
/// <param name="Namespace">The namespace of the project's top folder.</param>
/// <param name="Sources">The source files that the project tests, as paths below their folder. Empty if the project tests whole programs.</param>
/// <param name="OwnFolders">Top folders that mirror no folder of the sources.</param>
internal sealed partial record TestPlaces(string Namespace, IReadOnlyList<string> Sources, params string[] OwnFolders)
{
    private readonly ILookup<string, string> _foldersOfSources = Sources.ToLookup(NameOf, FolderOf);
    private readonly HashSet<string> _folders = [.. Sources.SelectMany(Above)];

    /// <summary>The faults of a test file, one sentence each.</summary>
    /// <param name="path">The path below the project's folder, with forward slashes.</param>
    /// <param name="text">The file's text.</param>
    public IEnumerable<string> Faults(string path, string text)
    {
        var (name, folder) = (NameOf(path), FolderOf(path));
        if (Test().IsMatch(text) && !(name.EndsWith("Tests", StringComparison.Ordinal) && Regex.IsMatch(text, $@"\bclass {name}\b")))
            yield return $"{path} has tests, so file and class have one name, which ends in Tests.";

        var expected = string.Join('.', ((string[])[Namespace, .. folder.Split('/')]).Where(part => part != ""));
        if (FileNamespace().Match(text) is { Success: true } declared && declared.Groups[1].Value != expected)
            yield return $"{path} has the namespace {declared.Groups[1].Value}; its folder asks for {expected}.";

        if (Sources.Count == 0)
            yield break;
        if (folder != "" && !_folders.Contains(folder) && !OwnFolders.Contains(folder.Split('/')[0]))
            yield return $"{path} stands in a folder that the sources do not have.";
        var tested = name.EndsWith("Tests", StringComparison.Ordinal) ? _foldersOfSources[name[..^"Tests".Length]].ToList() : [];
        if (tested.Count > 0 && !tested.Contains(folder))
            yield return $"{path} does not stand beside what it tests, which is in {tested[0]}.";
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string FolderOf(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : "";

    /// <summary>The folder of a file and the folders above it.</summary>
    private static IEnumerable<string> Above(string path)
    {
        for (var folder = FolderOf(path); folder != ""; folder = FolderOf(folder))
            yield return folder;
    }

    [GeneratedRegex(@"^\s*\[(Skippable)?(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();
}
