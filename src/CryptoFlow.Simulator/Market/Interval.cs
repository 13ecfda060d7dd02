using System.Collections.Frozen;

namespace CryptoFlow.Simulator.Market;

/// <summary>
/// A candle interval and its grid of open times (ms UTC). Days and weeks (from Monday) open at 00:00 UTC. Candles of names that end in
/// <c>+8</c> open at midnight UTC+8; only Bitget has such candles (docs/exchanges.md, Bitget, Parameters).
/// </summary>
public sealed class Interval
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    // 1970-01-05 is the first Monday after the epoch.
    private const long FirstMonday = 4 * Day;

    private static readonly FrozenDictionary<string, Interval> ByName = All().ToFrozenDictionary(i => i.Name, StringComparer.Ordinal);

    // The offset of the grid from multiples of the length.
    private readonly long _offset;
    private readonly bool _isMonth;

    private Interval(string name, long milliseconds, long offset = 0, bool isMonth = false)
    {
        Name = name;
        Milliseconds = milliseconds;
        _offset = offset;
        _isMonth = isMonth;
    }

    /// <summary>The simulator's own name, the same for all exchanges: <c>15m</c>, <c>4h</c>, <c>1d</c>, <c>1d+8</c>.</summary>
    public string Name { get; }

    /// <summary>Length in ms; for a month the length of 30 days.</summary>
    public long Milliseconds { get; }

    /// <summary>The interval of a name; throws if there is none.</summary>
    public static Interval Named(string name) =>
        ByName.TryGetValue(name, out var interval)
            ? interval
            : throw new ArgumentException($"'{name}' is not an interval; the intervals are {string.Join(' ', ByName.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

    /// <summary>Whether an interval has this name.</summary>
    public static bool IsName(string name) => ByName.ContainsKey(name);

    /// <summary>The open time of the candle that contains <paramref name="time"/>.</summary>
    public long Floor(long time) =>
        _isMonth ? StartOfMonth(time, 0) : time - Modulo(time - _offset, Milliseconds);

    /// <summary>The first open time at or after <paramref name="time"/>.</summary>
    public long Ceiling(long time)
    {
        var floor = Floor(time);
        return floor == time ? time : Next(floor);
    }

    /// <summary>The open time after <paramref name="open"/>, which is also the end of the candle that opens at <paramref name="open"/>.</summary>
    public long Next(long open) => _isMonth ? StartOfMonth(open, 1) : open + Milliseconds;

    /// <summary>The open time before <paramref name="open"/>.</summary>
    public long Previous(long open) => _isMonth ? StartOfMonth(open, -1) : open - Milliseconds;

    /// <summary>The next longer interval of 1h, 4h, 1d and 1w; this interval if there is none.</summary>
    public Interval Longer() => Array.Find(["1h", "4h", "1d", "1w"], name => Named(name).Milliseconds > Milliseconds) is { } longer ? Named(longer) : this;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private long StartOfMonth(long time, int months)
    {
        var local = DateTimeOffset.FromUnixTimeMilliseconds(time - _offset);
        return new DateTimeOffset(local.Year, local.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(months).ToUnixTimeMilliseconds() + _offset;
    }

    private static long Modulo(long value, long divisor)
    {
        var rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }

    private static IEnumerable<Interval> All()
    {
        foreach (var minutes in new[] { 1, 3, 5, 15, 30 })
            yield return new Interval($"{minutes}m", minutes * Minute);
        foreach (var hours in new[] { 1, 2, 4, 6, 8, 12 })
            yield return new Interval($"{hours}h", hours * Hour);

        foreach (var (suffix, offset) in new[] { ("", 0L), ("+8", -8 * Hour) })
        {
            yield return new Interval("1d" + suffix, Day, offset);
            yield return new Interval("3d" + suffix, 3 * Day, offset);
            yield return new Interval("1w" + suffix, 7 * Day, FirstMonday + offset);
            yield return new Interval("1M" + suffix, 30 * Day, offset, isMonth: true);
        }
        yield return new Interval("6h+8", 6 * Hour, -8 * Hour);
        yield return new Interval("12h+8", 12 * Hour, -8 * Hour);
    }
}
