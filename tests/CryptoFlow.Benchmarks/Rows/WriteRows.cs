using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Messages;
using CryptoFlow.Torture.Locks;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Candles a second through the writer actor, with its queue, its replies and all subscribers of a commit, compared with a minimal loop of upserts.</summary>
internal static class WriteRows
{
    private const int CandlesAPage = 1_000;
    private const int Series = 7;
    private const double Budget = 0.7;

    /// <summary>Number of pages that are sent before the first is acknowledged. Each collector keeps two in flight.</summary>
    private const int InFlight = 4;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        using var directory = new TempDirectory();
        await using var storage = await StorageHost.StartAsync(directory.File("actors.db"));
        using var bare = new BareWriter(directory.File("bare.db"));
        var perSeries = -1;
        WriteCandles[] pages = [];
        var (fresh, changed, same) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        for (var round = -1; round < run.Effort.Rounds; round++)
        {
            // Each round first writes new candles after the last ones, then changes these candles, then sends them again unchanged.
            run.Say($"write, round {round + 1} of {run.Effort.Rounds}");
            foreach (var (measured, revision) in ((List<double[]>, int)[])[(fresh, 0), (changed, 1), (same, 1)])
            {
                if (measured == fresh)
                    perSeries++;
                pages = PagesOf(perSeries, run.Effort.Pages, revision);
                var rates = new[] { await ThroughActorAsync(storage, pages), ThroughBareLoop(bare, pages) };
                if (round >= 0)
                    measured.Add(rates);
            }
        }

        return new RowGroup(
        [
            RowOf("write: new candles through the writer's actor", fresh) with { Budget = $">= {Budget} x", Met = ComparisonOf(fresh).Ratio >= Budget },
            RowOf("write: changed candles", changed),
            RowOf("write: unchanged candles", same),
        ]);
    }

    private static WriteCandles[] PagesOf(int round, int count, int revision)
    {
        var first = (long)round * ((count + Series - 1) / Series) * CandlesAPage;
        return [.. Enumerable.Range(0, count).Select(page => MadeFile.Page(page % Series, first + ((long)page / Series * CandlesAPage), CandlesAPage, revision))];
    }

    private static async Task<double> ThroughActorAsync(StorageHost storage, WriteCandles[] pages)
    {
        var taken = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(SendAsync)));
        return pages.Length * CandlesAPage / Stopwatch.GetElapsedTime(began).TotalSeconds;

        async Task SendAsync()
        {
            while (Interlocked.Increment(ref taken) is var page && page < pages.Length)
            {
                if (await storage.AskAsync(pages[page]) is not CandlesWritten and var refused)
                    throw new InvalidOperationException($"The writer answered {refused}");
            }
        }
    }

    private static double ThroughBareLoop(BareWriter bare, WriteCandles[] pages)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var page in pages)
            bare.Write(page.Series.Instrument.StorageKey, page.Candles);
        return pages.Length * CandlesAPage / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Comparison ComparisonOf(List<double[]> rounds) => Comparison.Of(rounds, r => r[0], r => r[1]);

    private static Row RowOf(string what, List<double[]> rounds)
    {
        var rates = ComparisonOf(rounds);
        return new Row(what, new Quantity(rates.Figure, "candles/s"))
        {
            Reference = new Quantity(rates.Reference, "candles/s"),
            ReferenceIs = "bare loop of upserts",
            Ratio = rates.Ratio,
            CannotSee = "parsing and the exchanges' limits; a disk that is slow to sync (NORMAL syncs at checkpoints only, and both have theirs).",
        };
    }
}
