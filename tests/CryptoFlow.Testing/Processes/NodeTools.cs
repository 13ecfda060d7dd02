using System.Text.Json;
using Xunit;

namespace CryptoFlow.Testing.Processes;

/// <summary>
/// Programs and scripts of the folder <c>tests/tools</c>, run by Node. They are optional: <c>npm ci</c> in that folder installs them, and a test
/// that needs one calls <see cref="SkipWithout"/> first.
/// </summary>
public static class NodeTools
{
    /// <summary>Longest run of a tool. It is long because other programs may keep both cores busy.</summary>
    public static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>Path of Redocly's command line, for <see cref="RunAsync"/>.</summary>
    public const string Redocly = "node_modules/@redocly/cli/bin/cli.js";

    /// <summary>Environment that stops the tools from looking for new versions and from reporting their use.</summary>
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["REDOCLY_TELEMETRY"] = "off",
        ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true",
        ["NO_COLOR"] = "1",
    };

    /// <summary>Skips the test, with the reason, unless Node is on the path and these packages are installed as <c>package.json</c> pins them.</summary>
    public static void SkipWithout(params string[] packages)
    {
        Skip.If(Repository.Root is null, "The tests run away from the repository, so tests/tools is not there.");
        Skip.If(FindNode() is null, "node is not on the PATH; tests/tools needs Node 20.19 or newer.");
        foreach (var package in packages)
            Skip.If(Missing(package) is not null, $"{Missing(package)} Run 'npm ci' in tests/tools.");
    }

    /// <summary>Runs one script with the folder <c>tests/tools</c> as its directory, to its end.</summary>
    /// <param name="script">The script's path below <c>tests/tools</c>.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="within">The time limit; null: <see cref="Patience"/>.</param>
    /// <exception cref="TimeoutException">The script did not end within the time and was killed.</exception>
    public static async Task<ToolRun> RunAsync(
        string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? within = null)
    {
        var variables = new Dictionary<string, string?>(Quiet);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            variables[name] = value;
        var node = FindNode() ?? throw new InvalidOperationException("node is not on the PATH.");
        await using var child = ChildProcess.Start(node, [Path.Combine(Folder, script), .. arguments], variables, Folder);
        var exitCode = await child.ExitAsync(within ?? Patience);
        return new ToolRun(exitCode, child.Output, child.Error);
    }

    private static string Folder => Path.Combine(Repository.Root ?? throw new InvalidOperationException("CryptoFlow.sln is in no folder above the tests."), "tests", "tools");

    /// <summary>The reason why a package cannot be used. Null if it can be used.</summary>
    private static string? Missing(string package)
    {
        var manifest = Path.Combine(Folder, "node_modules", package, "package.json");
        if (!File.Exists(manifest))
            return $"The npm package {package} is not installed.";
        var pinned = Read(Path.Combine(Folder, "package.json")).GetProperty("devDependencies").GetProperty(package).GetString();
        var installed = Read(manifest).GetProperty("version").GetString();
        return installed == pinned ? null : $"The npm package {package} is installed as {installed}, and package.json pins {pinned}.";
    }

    private static JsonElement Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.Clone();
    }

    private static string? FindNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node"))
            .FirstOrDefault(File.Exists);
}

/// <summary>What a tool did: its exit code and the lines that it printed.</summary>
public sealed record ToolRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>All that the tool printed, for the message of a failure.</summary>
    public string Transcript => string.Join(Environment.NewLine, [$"exit code {ExitCode}", .. Output, .. Error.Select(line => "stderr: " + line)]);
}
