using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>A write message with the time of its arrival (<see cref="Stopwatch"/> ticks).</summary>
internal sealed record QueuedWrite(IWriteMessage Message, long ArrivedAt)
{
    public TimeSpan Waited => Stopwatch.GetElapsedTime(ArrivedAt);

    /// <summary>Whether the sender has stopped waiting. The mailbox's own clock decides: the message carries no time of its sender's clock.</summary>
    public bool HasExpired => Waited > Message.Remaining;
}

/// <summary>The queue behind <see cref="WriterMailbox"/>. Any thread enqueues; only the dispatcher's thread dequeues.</summary>
public sealed class WriterQueue : IMessageQueue
{
    private static readonly int Lanes = Enum.GetValues<WriteLane>().Length;

    private readonly Lock _lock = new();
    private readonly Queue<Envelope>[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new Queue<Envelope>())];
    private readonly IActorRef _owner;
    private readonly WriterQueueStats _stats;
    private int _count;

    public WriterQueue(IActorRef owner, WriterQueueStats stats)
    {
        _owner = owner;
        _stats = stats;
    }

    public bool HasMessages => Count > 0;

    public int Count => Volatile.Read(ref _count);

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var write = envelope.Message as IWriteMessage;
        var lane = write?.Lane ?? WriteLane.Control;
        if (write is not null)
            envelope = new Envelope(new QueuedWrite(write, Stopwatch.GetTimestamp()), envelope.Sender);

        lock (_lock)
        {
            if (lane == WriteLane.Control || write is Drain || _count < _stats.Limit)
            {
                _lanes[(int)lane].Enqueue(envelope);
                CountChanged(lane, +1);
                return;
            }
        }

        _stats.CountRefusal();
        envelope.Sender.Tell(
            new WriteRefused(write!.Id, WriteRefusal.QueueFull, $"{_stats.Limit} messages wait for the writer already; keep less in flight."),
            _owner);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_lock)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                if (_lanes[lane].TryDequeue(out envelope))
                {
                    CountChanged((WriteLane)lane, -1);
                    return true;
                }
            }
        }

        envelope = default;
        return false;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }

    private void CountChanged(WriteLane lane, int by)
    {
        _count += by;
        _stats.LaneChanged(lane, _lanes[(int)lane].Count);
        _stats.Changed(_count);
        _stats.UrgentChanged(_count > _lanes[(int)WriteLane.Backfill].Count);
        _stats.OldestChanged(OldestArrival());
    }

    /// <summary>Each lane is in order of arrival, so the oldest message is at the head of its lane.</summary>
    private long? OldestArrival()
    {
        long? oldest = null;
        foreach (var lane in _lanes)
        {
            if (lane.TryPeek(out var head) && head.Message is QueuedWrite { ArrivedAt: var arrivedAt } && !(arrivedAt >= oldest))
                oldest = arrivedAt;
        }

        return oldest;
    }
}
