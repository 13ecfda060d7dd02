namespace CryptoFlow.Processes.Telemetry;

/// <summary>Prometheus' own checker (Debian: package prometheus). A test that needs promtool is skipped if it is not on the PATH.</summary>
internal static class Promtool
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>The errors that promtool reports for a file; empty if there are none. Promtool reads the file from standard input or by its name.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(string what, string file, bool asInput = false)
    {
        Skip.IfNot(IsThere(), "promtool is not on the PATH; it is in Debian's package prometheus.");
        await using var promtool = asInput
            ? ChildProcess.Start("sh", ["-c", $"exec promtool check {what} < \"$0\"", file])
            : ChildProcess.Start("promtool", ["check", what, file]);
        return await promtool.ExitAsync(Patience) == 0 ? [] : [$"promtool check {what} failed", .. promtool.Output, .. promtool.Error];
    }

    /// <summary>The failures of the tests in a file of promtool's own kind; empty if there are none.</summary>
    public static async Task<IReadOnlyList<string>> TestRulesAsync(string file)
    {
        Skip.IfNot(IsThere(), "promtool is not on the PATH; it is in Debian's package prometheus.");
        await using var promtool = ChildProcess.Start("promtool", ["test", "rules", file]);
        return await promtool.ExitAsync(Patience) == 0 ? [] : [$"promtool test rules {file} failed", .. promtool.Output, .. promtool.Error];
    }

    private static bool IsThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "promtool")));
}
