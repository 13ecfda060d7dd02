using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Deployment;

/// <summary>The Debian package of <c>ops/deb/build</c>, on a copy of this machine's file system (deb-lifecycle.sh).</summary>
[Collection(TestLane.Programs)]
public sealed class DebPackageTests : IDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Installed_upgraded_removed_and_purged_it_keeps_settings_and_candles_and_restarts_only_what_ran()
    {
        Skip.IfNot(
            await SucceedsAsync("sh", "-c", "command -v dpkg-deb && command -v useradd && command -v su && unshare --mount mount -t tmpfs tmpfs /tmp"),
            "The package can only be installed by root, with dpkg, where mounts are allowed.");
        var packages = new[] { await BuildAsync("0.1.0"), await BuildAsync("0.2.0") };

        var script = Repository.File("tests/CryptoFlow.Process.Tests/Deployment/deb-lifecycle.sh");
        Directory.CreateDirectory(_directory.File("scratch"));
        var facts = await RunAsync("unshare", ["--mount", script, _directory.File("scratch"), .. packages]);

        Assert.Equal(
            [
                "installed: systemctl daemon-reload",
                "installed: systemctl enable --quiet cryptoflow.service",
                "installed: systemctl start cryptoflow.service",
                "user: cryptoflow",
                "data directory: cryptoflow cryptoflow 755",
                "settings: root cryptoflow 640",
                "program as the user: 1",
                "upgraded: systemctl daemon-reload",
                "upgraded: systemctl restart cryptoflow.service",
                "upgraded: systemctl restart cryptoflow@web.service",
                "settings after the upgrade: CryptoFlow__Api__CacheMb=64",
                "640",
                "removed: systemctl daemon-reload",
                "removed: systemctl disable --quiet cryptoflow.service",
                "removed: systemctl disable --quiet cryptoflow@web.service",
                "removed: systemctl stop cryptoflow.service",
                "removed: systemctl stop cryptoflow@web.service",
                "program after the removal: gone",
                "data after the removal: candles",
                "installed again: systemctl daemon-reload",
                "installed again: systemctl enable --quiet cryptoflow.service",
                "installed again: systemctl start cryptoflow.service",
                "purged: systemctl daemon-reload",
                "settings after the purge: gone",
                "data after the purge: candles",
                "note: The candles in /var/lib/cryptoflow are kept",
            ],
            facts);
    }

    [SkippableFact]
    public async Task Systemd_reads_the_units_without_a_complaint()
    {
        Skip.IfNot(await SucceedsAsync("sh", "-c", "command -v systemd-analyze"), "systemd-analyze is not on the PATH.");
        foreach (var (file, installedAs) in new[] { ("cryptoflow.service", "cryptoflow.service"), ("cryptoflow@.service", "cryptoflow@db.service") })
        {
            // systemd-analyze looks for the program, which is not installed on this machine.
            var unit = (await File.ReadAllTextAsync(Repository.File($"ops/systemd/{file}"))).Replace("/usr/lib/cryptoflow/CryptoFlow.Web", "/bin/true", StringComparison.Ordinal);
            await File.WriteAllTextAsync(_directory.File(installedAs), unit);
            await using var verify = ChildProcess.Start("systemd-analyze", ["verify", "--man=no", _directory.File(installedAs)]);
            Assert.Equal(0, await verify.ExitAsync(Patience));
            Assert.Empty(verify.Error);
        }
    }

    private async Task<string> BuildAsync(string version)
    {
        await RunAsync(
            Repository.File("ops/deb/build"),
            ["--output", _directory.Path, "--version", version, "--program", ProgramDirectory()],
            new Dictionary<string, string?> { ["CRYPTOFLOW_DEB_COMPRESSION"] = "none" });
        return Directory.EnumerateFiles(_directory.Path, $"cryptoflow_{version}_*.deb").Single();
    }

    /// <summary>The build output of the program, in the same configuration as these tests.</summary>
    private static string ProgramDirectory()
    {
        var here = AppContext.BaseDirectory.Replace('\\', '/').TrimEnd('/');
        return Repository.File("src/CryptoFlow.Web") + here[here.IndexOf("/bin/", StringComparison.Ordinal)..];
    }

    private static async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        await using var child = ChildProcess.Start(program, arguments);
        return await child.ExitAsync(Patience) == 0;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using var child = ChildProcess.Start(program, arguments, environment);
        var exitCode = await child.ExitAsync(Patience);
        Assert.True(exitCode == 0, child.Transcript());
        return child.Output;
    }
}
