using System.Diagnostics;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>Another program holds the write lock. The writer waits, the wait is counted, and readers are not affected.</summary>
[Collection(TestLane.Places)]
public sealed class ForeignLockTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    [Theory]
    [InlineData("foreign-lock-1s", 1)]
    [InlineData("foreign-lock-4s", 4)]
    [Fault("foreign-lock-1s")]
    [Fault("foreign-lock-4s")]
    public async Task A_lock_within_the_busy_timeout_is_waited_out_and_reads_go_on(string fault, int seconds)
    {
        // Longer than the test holds the lock, even on a slow machine.
        await using var program = await ServeAsync(Sets.Long, ("Database:BusyTimeoutMs", "20000"));
        await MidBackfillAsync(program);
        var shown = await ShownAsync(program, Sets.Long);

        await using (await ForeignProgram.HoldLockAsync(Database))
        {
            await Eventually.PassAsync(TimeSpan.FromSeconds(seconds - 0.5));
            await SaysAsync(program, fault);
            var began = Stopwatch.GetTimestamp();
            Assert.Superset(shown, await ShownAsync(program, Sets.Long));
            output.WriteLine($"six pages of 5,000 candles were answered in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms under the lock");
        }

        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        await Eventually.HoldsAsync(async () => (await program.HealthAsync()).GetProperty("lockWaitCount").GetInt64() >= 1, Patience, "the wait is counted");
        var waits = (await program.HealthAsync()).GetProperty("lockWaits").GetProperty("writer");
        output.WriteLine($"{waits}");
        Assert.Equal(0, waits.GetProperty("timeouts").GetInt64());
        await HealthyAsync(program);
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [Fact]
    [Fault("foreign-lock-30s")]
    public async Task A_lock_beyond_the_busy_timeout_is_tried_again_until_it_is_free()
    {
        await using var program = await ServeAsync(Sets.Long, ("Database:BusyTimeoutMs", "300"));
        await MidBackfillAsync(program);
        await using (await ForeignProgram.HoldLockAsync(Database))
        {
            await SaysAsync(program, "foreign-lock-30s");
            Assert.NotEmpty(await ShownAsync(program, Sets.Long));
        }

        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        Assert.InRange((await program.HealthAsync()).GetProperty("lockWaits").GetProperty("writer").GetProperty("timeouts").GetInt64(), 1, long.MaxValue);
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [Fact]
    [Fault("foreign-lock-at-start")]
    public async Task A_start_under_a_lock_waits_as_long_as_the_busy_timeout_and_then_says_so()
    {
        await HaveCollectedAsync(Sets.Short);
        await using (await ForeignProgram.HoldLockAsync(Database))
        {
            await using var refused = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Short, ("Database:BusyTimeoutMs", "300")));
            await EndsAsync(refused.Child, "foreign-lock-at-start");
        }

        await using var program = await ServeAsync(Sets.Short);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }
}
