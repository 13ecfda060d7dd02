namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// Decides how often the storage monitor observes the file, and which observations become a snapshot. In a quiet time both are less frequent, because each costs an
/// idle server processor time. Used from one actor.
/// </summary>
/// <remarks>
/// A message to the monitor ends a quiet time: the next observation comes within <see cref="Tick"/> and becomes a snapshot. An observation also ends it if it
/// finds a commit of another program or a holder of a lock. In a quiet time the last snapshot is at most a second old.
/// </remarks>
public sealed class MonitorPace
{
    /// <summary>Time between two observations while something happens. Akka's scheduler rounds it to its own tick (hocon/cryptoflow.conf).</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Time between two observations in a quiet time. The commit of another program is noticed within this time.</summary>
    public static readonly TimeSpan QuietTick = TimeSpan.FromMilliseconds(500);

    /// <summary>A quiet time begins after this many ticks in a row in which nothing happened.</summary>
    public const int QuietAfter = 4;

    /// <summary>In a quiet time every N-th tick makes a snapshot: one a second.</summary>
    public const int QuietSnapshots = 2;

    private int _eventless;
    private long _ticks;

    /// <summary>True after <see cref="QuietAfter"/> ticks in a row in which nothing happened.</summary>
    public bool IsQuiet => _eventless >= QuietAfter;

    /// <summary>The present time between two observations.</summary>
    public TimeSpan Every => IsQuiet ? QuietTick : Tick;

    /// <summary>True every 500 ms: this tick also reads the tables, if another connection has committed.</summary>
    public bool LooksAtTables => IsQuiet || _ticks % 2 == 0;

    /// <summary>To be called after the observation of a tick.</summary>
    /// <param name="happened">Whether anything has happened since the previous tick.</param>
    /// <returns>True if this tick has to make a snapshot.</returns>
    public bool Ticked(bool happened)
    {
        _ticks++;
        _eventless = happened ? 0 : _eventless + 1;
        return !IsQuiet || (_eventless - QuietAfter) % QuietSnapshots == 0;
    }

    /// <summary>Ends a quiet time.</summary>
    public void Wake() => _eventless = 0;
}
