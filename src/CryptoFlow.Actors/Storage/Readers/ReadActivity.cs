using System.Diagnostics;
using Akka.Actor;

namespace CryptoFlow.Storage.Readers;

/// <summary>
/// When somebody outside last asked for something, over HTTP or for the history on a WebSocket, whether the answer is kept or has to be looked up: what a
/// backfill gives way to. Queries of the system's own parts do not count. One per actor system. Safe for concurrent use.
/// </summary>
public sealed class ReadActivity : IExtension
{
    private long _lastAt;
    private bool _isWarmingUp;

    /// <summary>How long nobody has asked; the greatest span where nobody ever has.</summary>
    public TimeSpan Since => Volatile.Read(ref _lastAt) is var at and not 0 ? Stopwatch.GetElapsedTime(at) : TimeSpan.MaxValue;

    public static ReadActivity Of(ActorSystem system) => system.WithExtension<ReadActivity, ReadActivityProvider>();

    /// <summary>
    /// While the server makes requests of itself, before it is ready: what is asked then is not somebody who reads, and queries that outsiders make
    /// (candles, gaps) are not reported to the monitor.
    /// </summary>
    public bool IsWarmingUp
    {
        get => Volatile.Read(ref _isWarmingUp);
        set => Volatile.Write(ref _isWarmingUp, value);
    }

    /// <summary>Somebody asks, now.</summary>
    public void Asked()
    {
        if (!IsWarmingUp)
            Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());
    }
}

/// <summary>Creates <see cref="ReadActivity"/> once per actor system.</summary>
public sealed class ReadActivityProvider : ExtensionIdProvider<ReadActivity>
{
    public override ReadActivity CreateExtension(ExtendedActorSystem system) => new();
}
