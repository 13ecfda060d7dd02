using System.Diagnostics;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>A user's program holds the write lock during a backfill: it is waited out, counted, and readers do not notice.</summary>
public sealed class ForeignLockTests(PatientExchanges exchanges, ITestOutputHelper output) : ProcessTest(exchanges)
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Reads_go_on_under_a_foreign_lock_and_nothing_is_lost()
    {
        await using var program = await ServeAsync(Sets.Long);
        await MidBackfillAsync(program);

        using (var foreigner = new ForeignConnection(Database))
        {
            foreigner.Execute("BEGIN IMMEDIATE");
            var began = Stopwatch.GetTimestamp();
            await program.GetAsync("/api/candles?symbol=BTCUSDT&limit=10");
            output.WriteLine($"answered {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms into the lock");
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Held);
            await Eventually.PassAsync(Held);
            foreigner.Execute("ROLLBACK");
        }

        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        await Eventually.HoldsAsync(async () => (await program.HealthAsync()).GetProperty("lockWaitCount").GetInt64() >= 1, Patience, "the wait is counted");
        var waits = (await program.HealthAsync()).GetProperty("lockWaits").GetProperty("writer");
        output.WriteLine($"{waits}");
        Assert.Equal(0, waits.GetProperty("timeouts").GetInt64());
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        await AssertCompleteAsync(Sets.Long);
    }
}
