using System.Diagnostics;
using CryptoFlow.Messages;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Reads;

/// <summary>
/// Very many reads while the writer never stops. Every answer must be the complete expected page. The 15m candles that clients read are complete at the
/// start and grow only at the newest end. The endless backfill writes 1m candles into the same file.
/// </summary>
internal static class ReadsRun
{
    /// <summary>Page sizes to draw from. Most are small, so that a million reads takes minutes; one in twenty is large.</summary>
    private static readonly int[] Limits = [1, 1, 2, 5, 5, 10, 10, 10, 20, 20, 20, 20, 50, 50, 50, 50, 100, 100, 100, 1_000];

    /// <param name="count">Number of reads.</param>
    /// <param name="clients">Number of clients. Their connections stay open.</param>
    /// <param name="days">Length of the history that clients read, days.</param>
    /// <param name="seed">Seed of the clients' random choices.</param>
    /// <param name="progress">Receives lines about the progress.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(long count, int clients, int days, int seed, Action<string> progress)
    {
        var set = EndlessBackfill.Set;
        await using var stage = await Stage.StartAsync(set, EndlessBackfill.ExchangesAsync(60), Stage.ReadTimeout);
        await stage.FilledAsync();
        foreach (var exchange in (string[])["binance", "bybit"])
            await EndlessBackfill.AskAsync(stage.Program, exchange, "15m", days);
        await stage.FilledAsync();
        var history = ExchangeTruth.HistoryOf(set.Plan, set.Plan.Series.First(s => s.Interval == Interval.M15), await stage.Exchanges.NowAsync());
        history = history with { From = history.To - (Interval.M15.Floor((days - 1) * 86_400_000L)) };
        var series = set.Plan.Series.Where(s => s.Interval == Interval.M15).ToArray();

        using var stop = new CancellationTokenSource();
        using var load = new ClosedLoop(stage.Server, clients);
        using var probe = new HealthProbe(stage.Server, TimeSpan.FromSeconds(1));
        var footprint = new FootprintProbe(stage.Program.Child.Id, stage.Database);
        var writing = EndlessBackfill.RunAsync(stage.Program, EndlessBackfill.Set.Plan, days: 150, stop.Token);
        await Eventually.HoldsAsync(async () => (await stage.Program.BackfillAsync()).Any(r => r.GetProperty("phase").GetString() == "running"), Stage.Patience, "a backfill run has started");
        var first = await stage.Program.HealthAsync();
        progress($"{count:N0} reads by {clients} clients of {series.Length} series, {history.Count(Interval.M15):N0} candles each, while one-minute candles are written");

        var began = Stopwatch.GetTimestamp();
        using var enough = new CancellationTokenSource();
        var beside = Task.WhenAll(probe.RunAsync(stop.Token), footprint.RunAsync(stop.Token));
        var reading = load.RunAsync(random => Page(series, history, random), seed, enough.Token);
        var told = 0L;
        while (load.Times.Count < count && !reading.IsCompleted)
        {
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(200));
            if (load.Times.Count * 10 / count is var tenths && tenths > told)
                progress($"{load.Times.Count:N0} answers, {load.Times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds:F0}/s, {(await stage.Program.HealthAsync()).RowsWritten():N0} candles written");
            told = tenths;
            if (stage.Program.Child.HasExited)
                throw new InvalidOperationException($"The program has ended.{Environment.NewLine}{stage.Program.Child.Transcript()}");
        }

        await enough.CancelAsync();
        await reading;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(beside, writing);
        var last = await stage.Program.HealthAsync();
        var stalls = Stalls(probe);
        return
        [
            Finding.True("reads answered with the complete page", $"{load.Answered:N0} by {clients} clients, {load.Answered / seconds:F0}/s", $">= {count:N0}", load.Answered >= count),
            Finding.None("wrong or failed answers", load.Defects),
            Finding.Zero("refused reads (503)", load.Refused),
            new("times of the reads", $"p50 {load.Times.Percentile(0.5):F1}, p90 {load.Times.Percentile(0.9):F1}, p99 {load.Times.Percentile(0.99):F1}, p99.9 {load.Times.Percentile(0.999):F1}, max {load.Times.Percentile(1):F1} ms"),
            Finding.True("reads answered by a query of the file", $"{last.AllReads() - first.AllReads():N0}", ">= a half", (last.AllReads() - first.AllReads()) * 2 >= load.Answered),
            Finding.True("candles written during the reads", $"{last.RowsWritten() - first.RowsWritten():N0} candles, {(last.RowsWritten() - first.RowsWritten()) / seconds:N0} a second", "some", last.RowsWritten() > first.RowsWritten()),
            Finding.True("looks (one each second) that saw no new candle since the look before", $"{stalls.Still} of {stalls.Looks}, at most {stalls.Longest} in a row", "<= 15 in a row (a plan is made)", stalls.Longest <= 15) with { Wobbles = true },
            Finding.Zero("lock waits (BUSY)", last.LockWaitCount()),
            Finding.None("contradictions in health", [.. probe.Seen.SelectMany(s => s.Health.Contradictions()).Distinct()]),
            Finding.AtMost("WAL file, peak", footprint.WalPeakBytes / 1048576.0, 64, "MB"),
            new("resident, peak", $"{footprint.ResidentPeakBytes() / 1048576.0:F0} MB"),
            .. await stage.EndAsync(only: s => s.Interval == Interval.M15),
        ];
    }

    /// <summary>Half of the reads ask for the newest page, and half of these bypass the cache. The others ask for an old page, whose last candle the test knows.</summary>
    private static Ask Page(SeriesKey[] all, TimeRange history, Random random)
    {
        var series = all[random.Next(all.Length)];
        var limit = Limits[random.Next(Limits.Length)];
        var path = $"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf=15&limit={limit}";
        if (random.Next(2) == 0)
        {
            var newest = new Ask(path, body => CandlePage.FindDefect(body.Span, series.Interval, limit, last: null));
            return random.Next(2) == 0 ? newest : newest.ByQuery();
        }

        var before = series.Interval.Floor(random.NextInt64(history.From + (limit * series.Interval.Milliseconds), history.To));
        return new Ask($"{path}&before={before}", body => CandlePage.FindDefect(body.Span, series.Interval, limit, before - series.Interval.Milliseconds));
    }

    private static (int Looks, int Still, int Longest) Stalls(HealthProbe probe)
    {
        var (looks, still, row, longest, previous) = (0, 0, 0, 0, -1L);
        foreach (var (_, health) in probe.Seen)
        {
            looks++;
            row = health.RowsWritten() == previous ? row + 1 : 0;
            still += row > 0 ? 1 : 0;
            longest = Math.Max(longest, row);
            previous = health.RowsWritten();
        }

        return (looks, still, longest);
    }
}
