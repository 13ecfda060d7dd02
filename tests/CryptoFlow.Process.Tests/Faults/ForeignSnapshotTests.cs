using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>Another program keeps a snapshot open for a long time, so that no checkpoint can reset the WAL.</summary>
public sealed class ForeignSnapshotTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    /// <summary>Largest size of the WAL some seconds after the end of the snapshot, bytes.</summary>
    private const long Emptied = 8 * 1024 * 1024;

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "730",
        ["Collector:Timeframes:0"] = "15m",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    [Fact]
    [Fault("foreign-snapshot")]
    public async Task The_WAL_grows_beside_a_snapshot_and_is_emptied_within_seconds_of_its_end()
    {
        await using var quick = await SimulatorProcess.StartAsync("--speed", "0", "--now", $"{PatientExchanges.Now}", "--no-limits");
        await using var program = await CryptoFlowProcess.ServeAsync(Database, Set.EnvironmentFor(quick));
        await MidBackfillAsync(program);

        await using (await ForeignProgram.HoldSnapshotAsync(Database))
        {
            await program.BackfillCompletedAsync(exchanges: 2, Patience * 2);
            await SaysAsync(program, "foreign-snapshot");
            output.WriteLine($"the WAL under the snapshot: {WalBytes:N0} bytes");
            Assert.InRange(WalBytes, Emptied, long.MaxValue);
            Assert.NotEmpty(await ShownAsync(program, Set));
        }

        await Eventually.HoldsAsync(() => WalBytes < Emptied, Patience, "the WAL is emptied");
        await HealthyAsync(program);
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(program.ErrorsLogged());
    }

    private long WalBytes => new FileInfo(Database + "-wal") is { Exists: true } wal ? wal.Length : 0;
}
