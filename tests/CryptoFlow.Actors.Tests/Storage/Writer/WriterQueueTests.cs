using System.Diagnostics;
using Akka.Actor;
using CsCheck;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Compares the queue with a model of one list for each lane.</summary>
public sealed class WriterQueueTests
{
    private const int Limit = 5;

    /// <summary>Enqueues a message in this lane; null: dequeues one.</summary>
    private static readonly Gen<WriteLane?> AnyStep = Gen.Int[-3, 3].Select(i => i < 0 ? (WriteLane?)null : (WriteLane)i);

    [Fact]
    public void A_wait_lasts_while_only_backfill_is_queued_and_ends_with_any_other_message()
    {
        var stats = new WriterQueueStats(Limit);
        var queue = new WriterQueue(ActorRefs.Nobody, stats);
        queue.Enqueue(ActorRefs.Nobody, new Envelope(WriterMessages.Write(TestCandles.Btc15, []), ActorRefs.Nobody));
        var began = Stopwatch.GetTimestamp();
        Assert.True(stats.WaitUnlessUrgent(TimeSpan.FromMilliseconds(40)));
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(35));

        queue.Enqueue(ActorRefs.Nobody, new Envelope(WriterMessages.Write(TestCandles.Btc15, [], WriteLane.Sync), ActorRefs.Nobody));
        Assert.False(stats.WaitUnlessUrgent(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void The_age_of_the_oldest_message_is_known_while_it_waits_whatever_overtakes_it()
    {
        var stats = new WriterQueueStats(Limit);
        var queue = new WriterQueue(ActorRefs.Nobody, stats);
        Assert.Equal(TimeSpan.Zero, stats.OldestWait);
        queue.Enqueue(ActorRefs.Nobody, new Envelope(WriterMessages.Write(TestCandles.Btc15, []), ActorRefs.Nobody));
        var first = Stopwatch.GetTimestamp();

        // A younger message in a more urgent lane is enqueued and dequeued.
        queue.Enqueue(ActorRefs.Nobody, new Envelope(WriterMessages.Write(TestCandles.Btc15, [], WriteLane.Sync), ActorRefs.Nobody));
        Assert.True(queue.TryDequeue(out _));
        var sinceFirst = Stopwatch.GetElapsedTime(first);
        Assert.True(stats.OldestWait >= sinceFirst);

        Assert.True(queue.TryDequeue(out _));
        Assert.Equal(TimeSpan.Zero, stats.OldestWait);
    }

    [Fact]
    public void Messages_leave_by_lane_and_in_order_within_it_and_none_is_lost() =>
        AnyStep.Array[0, 80].Sample(steps =>
        {
            var stats = new WriterQueueStats(Limit);
            var queue = new WriterQueue(ActorRefs.Nobody, stats);
            var lanes = Enum.GetValues<WriteLane>().ToDictionary(lane => lane, _ => new Queue<IWriteMessage>());
            var (refused, peak) = (0, 0);
            foreach (var step in steps)
            {
                var waiting = lanes.Values.Sum(lane => lane.Count);
                if (step is not { } put)
                {
                    var expected = lanes.OrderBy(lane => lane.Key).Select(lane => lane.Value).FirstOrDefault(lane => lane.Count > 0)?.Dequeue();
                    Assert.Equal(expected is not null, queue.TryDequeue(out var envelope));
                    Assert.Same(expected, (envelope.Message as QueuedWrite)?.Message);
                    continue;
                }

                IWriteMessage message = put == WriteLane.Control
                    ? new RunCheckpoint(WriteId.New(), CheckpointMode.Passive, TimeSpan.MaxValue)
                    : WriterMessages.Write(TestCandles.Btc15, [], put);
                queue.Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.Nobody));
                if (put == WriteLane.Control || waiting < Limit)
                    lanes[put].Enqueue(message);
                else
                    refused++;
                peak = Math.Max(peak, lanes.Values.Sum(lane => lane.Count));
            }

            Assert.Equal(lanes.Values.Sum(lane => lane.Count), queue.Count);
            Assert.Equal((queue.Count, peak, (long)refused), (stats.Depth, stats.Peak, stats.Refused));
            var urgent = lanes.Where(lane => lane.Key != WriteLane.Backfill).Any(lane => lane.Value.Count > 0);
            Assert.Equal(!urgent, stats.WaitUnlessUrgent(TimeSpan.Zero));
        });
}
