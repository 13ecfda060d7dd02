using Akka.Actor;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>The record of the real storage while another connection holds the write lock.</summary>
public sealed class RecordedLockTests
{
    private static readonly TimeSpan Within = HangGuard.Limit;

    [Fact]
    public async Task A_message_that_waited_for_a_lock_is_in_the_record_and_so_is_a_checkpoint()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Periodic = false });
        var record = await RecordOfAWaitAsync(scene);

        var waited = record.Waits.Single(w => w.Message == $"Sync {TestCandles.Btc15}");
        Assert.True(waited.LongestForLock >= StorageRecord.LeastLockWait);
        Assert.Equal((1, 0), (waited.Count, waited.Refused));
    }

    /// <summary>
    /// Lets the writer wait for a lock, then run a checkpoint, and returns the record of both. On a busy machine the writer may not ask for the lock before the other
    /// connection has released it. Such an attempt proves nothing and is repeated.
    /// </summary>
    private static async Task<StorageRecordRead> RecordOfAWaitAsync(CollectorScene scene)
    {
        const int Attempts = 5;
        var writer = scene.Host.Actor<DbWriterActor>();
        for (var attempt = 1; ; attempt++)
        {
            await WriteUnderALockAsync(scene, writer);
            Assert.IsType<WriterProtocol.CheckpointFinished>(
                await writer.Ask<object>(new WriterProtocol.RunCheckpoint(WriteId.New(), CheckpointMode.Truncate, Within), Within));

            // The monitor records the messages in the order of the writer, so the record has the page when it has the checkpoint.
            var record = await Poll.UntilAsync(
                () => scene.Host.Monitor.Ask<StorageRecordRead>(new StorageMonitorProtocol.ReadRecord(0, long.MaxValue), Within),
                read => read.Checkpoints.Where(c => c.Mode == CheckpointMode.Truncate).Sum(c => c.Count) >= attempt);
            if (record.Waits.Any(w => w.Message == $"Sync {TestCandles.Btc15}") || attempt == Attempts)
                return record;
        }
    }

    private static async Task WriteUnderALockAsync(CollectorScene scene, IActorRef writer)
    {
        var page = new WriterProtocol.WriteCandles(
            WriteId.New(), WriteLane.Sync, ChangeSource.Sync, RunId.New(), TestCandles.Btc15, [.. TestCandles.Page(TestCandles.Btc15, 0, 3)], Within);
        Task<object> writing;
        using (var foreign = scene.OpenFile(readOnly: false))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            writing = writer.Ask<object>(page, Within);

            // The writer waits for the lock with the page, and the next message waits in the queue. The page has waited for at least as long as that message.
            writer.Tell(page with { Id = WriteId.New(), Lane = WriteLane.Backfill }, ActorRefs.NoSender);
            var queue = scene.Host.Services.GetRequiredService<WriterQueueStats>();
            await Poll.UntilAsync(() => Task.FromResult(queue.OldestWait), waited => waited >= 4 * StorageRecord.LeastLockWait);
            foreign.Execute("COMMIT");
        }

        Assert.IsType<WriterProtocol.CandlesWritten>(await writing);
    }
}
