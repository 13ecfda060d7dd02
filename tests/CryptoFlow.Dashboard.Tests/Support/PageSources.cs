namespace CryptoFlow.Dashboard.Tests.Support;

/// <summary>The folder <c>src/CryptoFlow.Dashboard</c>, and Node in it.</summary>
internal static class PageSources
{
    private const string Relative = "src/CryptoFlow.Dashboard";

    private static readonly TimeSpan Patience = HangGuard.Limit;

    public static string Folder => Path.Combine(Repository.Root ?? throw new InvalidOperationException("CryptoFlow.sln is in no folder above the tests."), Relative);

    public static string Read(string file) => Repository.Read($"{Relative}/{file}");

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Folder, folder), pattern, SearchOption.AllDirectories);

    /// <summary>Skips the test unless the packages of the page are installed.</summary>
    public static void SkipWithoutPackages()
    {
        Skip.If(Repository.Root is null, "The tests run away from the repository, so the sources of the page are not there.");
        Skip.If(PageFiles.Embedded().Document is null, $"The page is not built: {PageFiles.Embedded().Missing}");
    }

    /// <summary>Runs Node in the folder of the page to its end.</summary>
    public static async Task<ToolRun> NodeAsync(params string[] arguments)
    {
        await using var child = ChildProcess.Start("node", arguments, new Dictionary<string, string?> { ["NO_COLOR"] = "1" }, Folder);
        var exitCode = await child.ExitAsync(Patience);
        return new ToolRun(exitCode, child.Output, child.Error);
    }
}
