using System.Text.Json;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Rounds;

/// <summary>A burst of reads. Health must count each of its queries once.</summary>
internal static class CountedBurst
{
    private const int BurstReads = 200;
    private const int BurstClients = 32;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>Compares the number of queries that were sent with the growth of the counters of answered, expired, refused and failed queries.</summary>
    public static async Task<Finding> RunAsync(CryptoFlowProcess program, int seed)
    {
        using var burst = new ClosedLoop(program.Http.BaseAddress!, BurstClients);
        using var enough = new CancellationTokenSource();
        var before = await QuietAsync(program);
        var left = BurstReads;
        await burst.RunAsync(
            _ =>
            {
                if (Interlocked.Decrement(ref left) <= BurstClients)
                    enough.Cancel();

                return new Ask("/api/candles?symbol=BTCUSDT&limit=10").ByQuery();
            },
            seed,
            enough.Token);
        var sent = burst.Answered + burst.Refused;
        var counted = 0L;
        using var patience = new CancellationTokenSource(Patience);
        while (counted != sent && !patience.IsCancellationRequested)
        {
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(50));
            counted = (await program.HealthAsync()).AllReads() - before.AllReads();
        }

        return Finding.True("queries answered, expired, refused and failed", $"{counted}", $"{sent}, as sent", counted == sent && burst.Defects.Count == 0);
    }

    /// <summary>Waits until the program runs no more queries. Health shows a snapshot that may be some seconds old. So two readings further apart than that must be equal.</summary>
    private static async Task<JsonElement> QuietAsync(CryptoFlowProcess program)
    {
        JsonElement? before = null;
        await Eventually.GetAsync(
            async () =>
            {
                var (earlier, now) = (before, await program.HealthAsync());
                before = now;
                return now.AllReads() == earlier?.AllReads() ? "quiet" : null;
            },
            Patience,
            "the program makes no more queries",
            every: TimeSpan.FromSeconds(2.5));
        return before!.Value;
    }
}
