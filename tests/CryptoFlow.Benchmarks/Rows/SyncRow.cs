using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Time of a sync page from sending to COMMIT, exact to the microsecond. The writer actor runs in this process, with and without a backfill that keeps it busy.</summary>
internal static class SyncRow
{
    private const int PagesInFlight = 4;
    private const int CandlesAPage = 1_000;
    private const double BudgetMs = 50;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("sync: sent to stored, in a backfill and alone in turn");
        await using var writer = await BusyWriter.StartAsync();
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, () => MeasureAsync(PagesInFlight), () => MeasureAsync(0));
        var waits = Comparison.Of(rounds, r => r[0].Percentile(0.99), r => r[1].Percentile(0.99));
        return new RowGroup([new Row($"a sync page, sent to stored, p99, beside {PagesInFlight} pages of {CandlesAPage:N0} in flight", new Quantity(waits.Figure, "ms"))
        {
            Reference = new Quantity(waits.Reference, "ms"),
            ReferenceIs = "nothing else in flight",
            Ratio = waits.Ratio,
            Budget = $"< {BudgetMs} ms",
            Met = waits.Figure < BudgetMs,
            Note = $"{rounds[^1][0]}; alone {rounds[^1][1]}",
            CannotSee = "the exchange's answer before it; other programs on the file.",
        }]);

        async Task<Latencies> MeasureAsync(int inFlight) => (await writer.MeasureAsync(inFlight, CandlesAPage, run.Effort.Slot)).Syncs;
    }
}
