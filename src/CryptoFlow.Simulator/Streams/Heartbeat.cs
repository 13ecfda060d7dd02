using System.Text;

namespace CryptoFlow.Simulator.Streams;

/// <summary>Decides when an exchange sends a ping, and when the client's heartbeat is missing. All times are ages of the connection.</summary>
internal sealed class Heartbeat(StreamRules rules)
{
    private TimeSpan? _nextPing = rules.PingEvery;
    private TimeSpan? _waitsSince = rules.PingEvery is null ? TimeSpan.Zero : null;
    private byte[] _payload = [];

    /// <summary>When <see cref="PingDue"/> or <see cref="IsMissing"/> changes next.</summary>
    public TimeSpan NextDue
    {
        get
        {
            var missing = _waitsSince + rules.HeartbeatWithin ?? TimeSpan.MaxValue;
            return _nextPing is { } ping && ping < missing ? ping : missing;
        }
    }

    /// <summary>The client has sent a heartbeat of its own.</summary>
    public void Beat(TimeSpan age)
    {
        if (rules.PingEvery is null)
            _waitsSince = age;
    }

    /// <summary>The client has sent a pong. Only a pong with the last ping's payload is an answer.</summary>
    public void Answered(ReadOnlySpan<byte> payload)
    {
        if (rules.PingEvery is not null && payload.SequenceEqual(_payload))
            _waitsSince = null;
    }

    /// <summary>Whether the client's heartbeat has been missing for too long.</summary>
    public bool IsMissing(TimeSpan age) => age >= _waitsSince + rules.HeartbeatWithin;

    /// <summary>The payload of a ping that is due now: the exchange's time. Null if no ping is due.</summary>
    public byte[]? PingDue(TimeSpan age, long nowMs)
    {
        if (_nextPing is not { } due || age < due)
            return null;
        _nextPing = age + rules.PingEvery;
        _waitsSince ??= age;
        return _payload = Encoding.ASCII.GetBytes(nowMs.ToString());
    }
}
