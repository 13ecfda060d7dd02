using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Torture.Locks;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>A sync page from sent to stored, to the microsecond: the writer's actor in this process, kept busy with pages of a backfill or not.</summary>
internal static class SyncRow
{
    private const int BackfillInFlight = 4;
    private const double BudgetMs = 50;

    /// <summary>A sync reads the newest closed candles again.</summary>
    private const int CandlesASync = 3;

    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(10);

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("sync: sent to stored, in a backfill and alone in turn");
        using var directory = new TempDirectory();
        await using var storage = await StorageHost.StartAsync(directory.File("candles.db"));
        var (backfilled, synced) = (0L, 0);
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, () => MeasureAsync(BackfillInFlight), () => MeasureAsync(0));
        var waits = Comparison.Of(rounds, r => r[0].Percentile(0.99), r => r[1].Percentile(0.99));
        return new RowGroup([new Row("a sync page, sent to stored, p99, beside 4 pages of 1,000 in flight", new Quantity(waits.Figure, "ms"))
        {
            Reference = new Quantity(waits.Reference, "ms"),
            ReferenceIs = "nothing else in flight",
            Ratio = waits.Ratio,
            Budget = $"< {BudgetMs} ms",
            Met = waits.Figure < BudgetMs,
            Note = $"{rounds[^1][0]}; alone {rounds[^1][1]}",
            CannotSee = "the exchange's answer before it; other programs on the file.",
        }]);

        async Task<Latencies> MeasureAsync(int inFlight)
        {
            var times = new Latencies();
            using var stop = new CancellationTokenSource();
            var backfill = Enumerable.Range(0, inFlight).Select(series => Task.Run(() => BackfillAsync(series, stop.Token))).ToList();
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < run.Effort.Slot)
            {
                var page = MadeFile.Page(BackfillInFlight, synced++, CandlesASync, lane: WriteLane.Sync);
                var sent = Stopwatch.GetTimestamp();
                await WriteAsync(page);
                times.Add(Stopwatch.GetElapsedTime(sent));
                await Eventually.PassAsync(SyncEvery);
            }

            await stop.CancelAsync();
            await Task.WhenAll(backfill);
            return times;
        }

        async Task BackfillAsync(int series, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
                await WriteAsync(MadeFile.Page(series, Interlocked.Add(ref backfilled, 1_000) - 1_000, 1_000));
        }

        async Task WriteAsync(WriteCandles page)
        {
            if (await storage.AskAsync(page) is not CandlesWritten and var refused)
                throw new InvalidOperationException($"The writer answered {refused}");
        }
    }
}
