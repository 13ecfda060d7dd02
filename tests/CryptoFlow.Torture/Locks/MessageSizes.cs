using System.Collections.Concurrent;
using System.Diagnostics;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Torture.Locks;

/// <summary>
/// The same three situations with small and with huge messages. No setting of the program produces such messages, so the storage actors run in this
/// process on a real file. Each message has 100 candles, or 1,500 candles for each of the 4 tables.
/// </summary>
internal static class MessageSizes
{
    private static readonly Interval[] Tables = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];
    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromMilliseconds(100);

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
        await using var storage = await StorageHost.StartAsync(directory.File("candles.db"));

        var (pages, syncTimes, readTimes, checkpointTimes) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        var refused = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource(lasts);
        List<Task> work = [.. Tables.Select((table, i) => EachAsync(page => StorageHost.Page(WriteLane.Backfill, table, "BTCUSDT", (long)page * candles, candles), pages, TimeSpan.Zero))];
        if (syncs)
            work.Add(EachAsync(page => StorageHost.Page(WriteLane.Sync, Tables[page % Tables.Length], "ETHUSDT", (long)page / Tables.Length * 3, Math.Min(candles, 1_000)), syncTimes, SyncEvery));
        if (checkpoints)
            work.Add(EachAsync(page => new RunCheckpoint(WriteId.New(), page % 10 == 9 ? CheckpointMode.Truncate : CheckpointMode.Passive, StorageHost.AnsweredWithin), checkpointTimes, CheckpointEvery));
        if (reads)
        {
            work.AddRange(Enumerable.Range(0, 4).Select(_ => EachAsync(
                page => new ReadCandles(StorageHost.Series(Tables[page % Tables.Length], "BTCUSDT"), 1_000, null, null, StorageHost.AnsweredWithin), readTimes, TimeSpan.Zero)));
        }

        await Task.WhenAll(work);
        var health = await storage.Host.HealthAsync();
        return
        [
            new("a backfill message, from sending to COMMIT", $"{pages}"),
            .. syncs ? (Finding[])[new("a sync message, from sending to COMMIT", $"{syncTimes}") { Replaced = candles == 100 ? ReplacedSystem.SyncWaits : ReplacedSystem.SyncBesideHugeTransactions }] : [],
            .. reads ? (Finding[])[new("a page of 1,000 read", $"{readTimes}") { Replaced = ReplacedSystem.ReadTimesInABackfill }] : [],
            .. checkpoints ? (Finding[])[new("a checkpoint, from order to end", $"{checkpointTimes}; {health.Wal.CheckpointsBusy} of {health.Wal.Checkpoints} met a reader") { Replaced = ReplacedSystem.TruncateTime }] : [],
            Finding.None("refused messages and queries", refused),
            Finding.Zero("lock waits (BUSY)", health.LockWaits.Values.Sum(w => w.Waits)),
        ];

        // Sends one message at a time, as the collectors do. WriteRefused and ReadRefused count as refusals.
        async Task EachAsync(Func<int, object> message, Latencies times, TimeSpan pause)
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var next = message(i);
                var began = Stopwatch.GetTimestamp();
                var reply = await storage.AskAsync(next);
                times.Add(Stopwatch.GetElapsedTime(began));
                if (reply is WriteRefused or ReadRefused)
                    refused.Enqueue($"{reply}");
                if (pause > TimeSpan.Zero)
                    await Eventually.PassAsync(pause);
            }
        }
    }
}
