using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The table from which the page size and the number of pages in flight were chosen: candles a second through the writer actor, and how long a sync waits meanwhile.</summary>
internal static class PageSizeTable
{
    private static readonly (int Size, int InFlight)[] Shapes = [(100, 4), (250, 4), (500, 4), (1_000, 1), (1_000, 2), (1_000, 4), (1_000, 8), (1_500, 4)];

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("sizes: all sizes of page and numbers in flight in turn");
        await using var writer = await BusyWriter.StartAsync();
        var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, [.. Shapes.Select(shape => (Func<Task<(double Rate, double WaitMs)>>)(() => MeasureAsync(shape)))]);
        return new RowGroup([], new Table(
            "New candles through the writer's actor by page size and pages in flight, and a sync page beside them, sent to stored",
            ["candles a page", "pages in flight", "candles/s", "sync p99 ms"],
            [.. Shapes.Select((shape, i) => (IReadOnlyList<string>)
            [
                $"{shape.Size:N0}",
                $"{shape.InFlight}",
                Quantity.Text(Median.Of(rounds.Select(r => r[i].Rate))),
                Quantity.Text(Median.Of(rounds.Select(r => r[i].WaitMs))),
            ])]));

        async Task<(double Rate, double WaitMs)> MeasureAsync((int Size, int InFlight) shape)
        {
            var (syncs, rate) = await writer.MeasureAsync(shape.InFlight, shape.Size, run.Effort.Slot / 2);
            return (rate, syncs.Percentile(0.99));
        }
    }
}
