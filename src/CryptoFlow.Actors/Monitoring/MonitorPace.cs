namespace CryptoFlow.Monitoring;

/// <summary>
/// How often the monitor looks, and which looks become a snapshot: fewer while nothing happens, since each costs an idle server processor time.
/// Used from one actor.
/// </summary>
/// <remarks>
/// A message to the monitor ends a quiet time: the next look comes within <see cref="Tick"/> and is shown. So does what a look finds: the commit of another
/// program, somebody who holds a lock. In a quiet time the last snapshot is at most a second old.
/// </remarks>
public sealed class MonitorPace
{
    /// <summary>From one look to the next while something happens. The scheduler's own tick rounds it (hocon/cryptoflow.conf).</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>From one look to the next in a quiet time: within it the commit of another program is seen.</summary>
    public static readonly TimeSpan QuietTick = TimeSpan.FromMilliseconds(500);

    /// <summary>So many ticks in which nothing happened make a quiet time.</summary>
    public const int QuietAfter = 4;

    /// <summary>In a quiet time one in so many ticks shows a snapshot: one a second.</summary>
    public const int QuietSnapshots = 2;

    private int _eventless;
    private long _ticks;

    /// <summary>Whether nothing has happened for a while.</summary>
    public bool IsQuiet => _eventless >= QuietAfter;

    /// <summary>From one look to the next.</summary>
    public TimeSpan Every => IsQuiet ? QuietTick : Tick;

    /// <summary>Whether this tick looks at the tables too, where something was committed: every 500 ms.</summary>
    public bool LooksAtTables => IsQuiet || _ticks % 2 == 0;

    /// <summary>A tick has looked.</summary>
    /// <param name="happened">Whether anything has happened since the tick before.</param>
    /// <returns>Whether a snapshot is to be shown.</returns>
    public bool Ticked(bool happened)
    {
        _ticks++;
        _eventless = happened ? 0 : _eventless + 1;
        return !IsQuiet || (_eventless - QuietAfter) % QuietSnapshots == 0;
    }

    /// <summary>Something happens: a quiet time is over.</summary>
    public void Wake() => _eventless = 0;
}
