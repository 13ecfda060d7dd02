using System.Collections.Concurrent;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Streams;

namespace CryptoFlow.Simulator.Control;

/// <summary>Counts of the WebSockets of one exchange.</summary>
/// <param name="Open">Connections that are open now.</param>
/// <param name="Opened">Connections that passed the limits so far.</param>
/// <param name="Refused">Connections refused by the limits or by a fault.</param>
/// <param name="Ended">Connections that the exchange ended: by a rule or by a fault.</param>
/// <param name="Received">Messages of clients, pings and pongs included.</param>
/// <param name="Sent">Messages about candles. A message that a fault withholds or repeats counts once.</param>
/// <param name="Closings">Messages about candles that had just closed; they are part of <paramref name="Sent"/>.</param>
/// <param name="Faults">Faults that have happened, by kind.</param>
public sealed record StreamCounts(
    int Open,
    long Opened,
    long Refused,
    long Ended,
    long Received,
    long Sent,
    long Closings,
    IReadOnlyDictionary<FaultKind, long> Faults);

/// <summary>Counts what happens on the WebSockets of one exchange.</summary>
internal sealed class StreamMeter
{
    private readonly ConcurrentDictionary<FaultKind, long> _faults = new();
    private int _open;
    private long _opened;
    private long _refused;
    private long _ended;
    private long _received;
    private long _sent;
    private long _closings;

    public int Open => Volatile.Read(ref _open);

    public StreamCounts Counts => new(
        Open,
        Interlocked.Read(ref _opened),
        Interlocked.Read(ref _refused),
        Interlocked.Read(ref _ended),
        Interlocked.Read(ref _received),
        Interlocked.Read(ref _sent),
        Interlocked.Read(ref _closings),
        new SortedDictionary<FaultKind, long>(_faults));

    public void Opened()
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
    }

    public void Closed() => Interlocked.Decrement(ref _open);

    public void Refused() => Interlocked.Increment(ref _refused);

    public void Ended() => Interlocked.Increment(ref _ended);

    public void Received() => Interlocked.Increment(ref _received);

    public void Faulted(FaultKind kind) => _faults.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public void Sent(MessageKind kind)
    {
        Interlocked.Increment(ref _sent);
        if (kind is MessageKind.Closing)
            Interlocked.Increment(ref _closings);
    }
}
