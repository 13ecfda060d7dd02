using System.Diagnostics;
using System.Globalization;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>
/// The price of retention: the p99 of sync pages and the speed of a backfill while retention removes old candles, and the same without retention. The writer actor runs in
/// this process. The rule keeps the least that may be configured, so nearly all candles of the backfill become old at once, and a step of retention always waits for the writer.
/// </summary>
internal static class RetentionRows
{
    private const int PagesInFlight = 4;
    private const int CandlesAPage = 1_000;
    private const double SyncBudgetMs = 50;
    private const string CannotSee = "the pauses of retention: it has nothing to remove for most of a day; clients that read, for which backfill and retention both rest.";

    private static readonly Dictionary<string, string?> Rule = new() { ["Retention:15m"] = "7" };

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("retention: a sync page and a backfill, with retention and without it in turn");
        await using var retained = await BusyWriter.StartAsync(Rule);
        await using var kept = await BusyWriter.StartAsync();
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, () => MeasureAsync(retained, removes: true, run.Effort.Slot), () => MeasureAsync(kept, removes: false, run.Effort.Slot));
        var waits = Comparison.Of(rounds, r => r[0].Syncs.Percentile(0.99), r => r[1].Syncs.Percentile(0.99));
        var rates = Comparison.Of(rounds, r => r[0].CandlesPerSecond, r => r[1].CandlesPerSecond);
        var removed = Median.Of(rounds.Select(r => r[0].RemovedPerSecond));
        if (removed == 0)
            throw new InvalidOperationException("Retention has removed nothing, so nothing was measured.");
        return new RowGroup(
        [
            new Row("a sync page, sent to stored, p99, beside a backfill and retention", new Quantity(waits.Figure, "ms"))
            {
                Reference = new Quantity(waits.Reference, "ms"),
                ReferenceIs = "the backfill without retention",
                Ratio = waits.Ratio,
                Budget = $"< {SyncBudgetMs} ms, or < 1.5 x",
                Met = waits.Figure < SyncBudgetMs || waits.Ratio < 1.5,
                Note = $"{rounds[^1][0].Syncs}; without retention {rounds[^1][1].Syncs}",
                CannotSee = CannotSee,
            },
            new Row("candles of a backfill beside retention", new Quantity(rates.Figure, "candles/s"))
            {
                Reference = new Quantity(rates.Reference, "candles/s"),
                ReferenceIs = "the backfill without retention",
                Ratio = rates.Ratio,
                Note = string.Create(CultureInfo.InvariantCulture, $"{removed:N0} candles/s removed meanwhile; {PagesInFlight} pages of {CandlesAPage:N0} and one step of retention in flight"),
                CannotSee = CannotSee,
            },
        ]);
    }

    private static async Task<Measured> MeasureAsync(BusyWriter writer, bool removes, TimeSpan lasts)
    {
        using var stop = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var removing = removes ? Task.Run(() => writer.RemoveOldCandlesAsync(stop.Token)) : Task.FromResult(0L);
        var (syncs, rate) = await writer.MeasureAsync(PagesInFlight, CandlesAPage, lasts);
        await stop.CancelAsync();
        return new Measured(syncs, rate, await removing / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private sealed record Measured(Latencies Syncs, double CandlesPerSecond, double RemovedPerSecond);
}
