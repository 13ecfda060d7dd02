using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Torture.Locks;

/// <summary>
/// The same three situations with small and with huge messages, which no setting of the program makes: its own storage actors in this
/// process on a real file, driven by messages of 100 candles, or of 1,500 into each of the 4 tables at once.
/// </summary>
internal static class MessageSizes
{
    private static readonly Interval[] Tables = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Of candles whose open times lie on every grid, ms UTC.</summary>
    private const long Start = 1_600_041_600_000;

    public static async Task<IReadOnlyList<Finding>> RunAsync(TimeSpan each, Action<string> progress)
    {
        var findings = new List<Finding>();
        foreach (var candles in (int[])[100, MaxCandlesPerMessage])
        {
            foreach (var (name, reads, syncs, checkpoints) in ((string, bool, bool, bool)[])[("1 reads", true, false, false), ("2 sync", false, true, false), ("3 both and checkpoints", true, true, true)])
            {
                progress($"messages of {candles} candles, {name} in a backfill");
                var found = await RunAsync(candles, reads, syncs, checkpoints, each);
                findings.AddRange(found.Select(f => f with { What = $"{candles:N0} candles a message, {name}: {f.What}" }));
            }
        }

        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> RunAsync(int candles, bool reads, bool syncs, bool checkpoints, TimeSpan lasts)
    {
        using var directory = new TempDirectory();
        await using var exchanges = await Simulator.ExchangeSimulator.StartAsync(new Simulator.SimulatorOptions { Speed = 0 });
        await using var host = await CollectorHost.StartAsync(
            directory.File("candles.db"), exchanges, new Dictionary<string, string?> { ["Collector:Enabled"] = "false" });
        var (writer, router) = (host.Actor<DbWriterActor>(), host.Actor<DbReaderRouterActor>());
        await Poll.UntilAsync(() => host.HealthAsync(), health => health.Writer.Open && health.Readers.Count > 0);

        var (pages, syncTimes, readTimes, checkpointTimes) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        var refused = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource(lasts);
        List<Task> work = [.. Tables.Select((table, i) => EachAsync(page => Write(WriteLane.Backfill, table, "BTCUSDT", (long)page * candles, candles), pages, TimeSpan.Zero))];
        if (syncs)
            work.Add(EachAsync(page => Write(WriteLane.Sync, Tables[page % Tables.Length], "ETHUSDT", (long)page / Tables.Length * 3, Math.Min(candles, 1_000)), syncTimes, SyncEvery));
        if (checkpoints)
            work.Add(EachAsync(page => new RunCheckpoint(WriteId.New(), page % 10 == 9 ? CheckpointMode.Truncate : CheckpointMode.Passive, Deadline()), checkpointTimes, CheckpointEvery));
        if (reads)
        {
            work.AddRange(Enumerable.Range(0, 4).Select(_ => EachAsync(
                page => new ReadCandles(Series(Tables[page % Tables.Length], "BTCUSDT"), 1_000, null, null, Deadline()), readTimes, TimeSpan.Zero)));
        }

        await Task.WhenAll(work);
        var health = await host.HealthAsync();
        return
        [
            new("a backfill message, sent to stored", $"{pages}"),
            .. syncs ? (Finding[])[new("a sync message, sent to stored", $"{syncTimes}") { Replaced = candles == 100 ? ReplacedSystem.SyncWaits : ReplacedSystem.SyncBesideHugeTransactions }] : [],
            .. reads ? (Finding[])[new("a page of 1,000 read", $"{readTimes}") { Replaced = ReplacedSystem.ReadTimesInABackfill }] : [],
            .. checkpoints ? (Finding[])[new("a checkpoint, ordered to done", $"{checkpointTimes}; {health.Wal.CheckpointsBusy} of {health.Wal.Checkpoints} met a reader") { Replaced = ReplacedSystem.TruncateTime }] : [],
            Finding.None("refused", refused),
            Finding.Zero("lock waits (BUSY)", health.LockWaits.Values.Sum(w => w.Waits)),
        ];

        // One at a time, as the collectors do; what is not the query's or the message's own answer is a refusal.
        async Task EachAsync(Func<int, object> message, Latencies times, TimeSpan pause)
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var next = message(i);
                var began = Stopwatch.GetTimestamp();
                var reply = await (next is ReadCandles ? router : writer).Ask<object>(next, AnsweredWithin);
                times.Add(Stopwatch.GetElapsedTime(began));
                if (reply is WriteRejected or ReadRefused)
                    refused.Enqueue($"{reply}");
                if (pause > TimeSpan.Zero)
                    await Eventually.PassAsync(pause);
            }
        }
    }

    private static WriteCandles Write(WriteLane lane, Interval interval, string symbol, long first, int count) => new(
        WriteId.New(),
        lane,
        RunId.New(),
        Series(interval, symbol),
        [.. Enumerable.Range(0, count).Select(i => Candle(Start + ((first + i) * interval.Milliseconds)))],
        Deadline());

    private static SeriesKey Series(Interval interval, string symbol) => new(new Instrument(Exchange.Binance, symbol), interval);

    private static Candle Candle(long time)
    {
        var price = 100 + (time / 60_000 % 1_000 / 7.0);
        return new Candle(time, price, price + 1.25, price - 1.25, price + 0.5, 12.345, 5.125, 7.22, -2.095, 321);
    }

    private static DateTimeOffset Deadline() => TimeProvider.System.GetUtcNow() + AnsweredWithin;
}
