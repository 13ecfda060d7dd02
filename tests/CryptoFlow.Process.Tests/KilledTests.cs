using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>SIGKILL at any moment: what was stored stays, and the next start goes on from there.</summary>
public sealed class KilledTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    private const int Kills = 8;

    [Fact]
    [Fault("sigkill")]
    public async Task A_program_that_is_killed_again_and_again_loses_nothing_and_ends_with_what_the_exchange_has()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"seed {seed}; CRYPTOFLOW_SEED={seed} repeats it");
        var random = new Random(seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var program = CryptoFlowProcess.Start(Database, Sets.Long.EnvironmentFor(Simulator));

            // In turn: at any moment from the first instruction on, and at any moment after a page was stored in this life.
            if (kill % 2 == 0)
                await ProgressAsync();
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(random.Next(kill % 2 == 0 ? 250 : 1200)));

            var seen = StoredRows.Read(Database);
            program.Child.Kill();
            await EndsAsync(program.Child, "sigkill");
            AssertNothingIsLost(kill, seen);
        }

        await using (var undisturbed = await ServeAsync(Sets.Long))
        {
            await undisturbed.BackfillCompletedAsync(exchanges: 2, Patience);
            Assert.Equal(0, (await undisturbed.TerminateAsync(Patience)).ExitCode);
            Assert.Empty(undisturbed.ErrorsLogged());
        }

        await AssertCompleteAsync(Sets.Long);
    }

    private Task ProgressAsync()
    {
        var before = StoredRows.Read(Database).Count;
        return Eventually.HoldsAsync(() => StoredRows.Read(Database).Count > before, Patience, "a page is stored");
    }

    private void AssertNothingIsLost(int kill, HashSet<string> seen)
    {
        if (!File.Exists(Database))
            return;
        using var copy = new FileCopy(Database);
        Assert.Equal("ok", DatabaseAudit.Integrity(copy.Connection));
        var left = StoredRows.Read(copy.Connection);
        output.WriteLine($"kill {kill}: {seen.Count} candles seen before, {left.Count} there after");
        Assert.Empty(seen.Except(left));

        // A kill after the end of the backfill would show nothing.
        var whole = Sets.Long.Plan.Series.Sum(s => ExchangeTruth.HistoryOf(Sets.Long.Plan, s, PatientExchanges.Now).Count(s.Interval));
        Assert.True(left.Count < whole, "The backfill had ended before the kill.");
    }
}
