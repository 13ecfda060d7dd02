using System.Globalization;

namespace CryptoFlow.Market;

/// <summary>
/// The length of a candle. Supported are the lengths that all three exchanges serve (Bitget has no 2h; docs/exchanges.md, Comparison).
/// Each divides a UTC day, so every open time is a multiple of the length.
/// </summary>
public readonly record struct Interval : IComparable<Interval>
{
    private static readonly (int Minutes, string Name)[] Known =
    [
        (1, "1m"), (3, "3m"), (5, "5m"), (15, "15m"), (30, "30m"),
        (60, "1h"), (240, "4h"), (360, "6h"), (720, "12h"), (1440, "1d"),
    ];

    /// <summary>The interval with this length in minutes. Serializers also use it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a supported length.</exception>
    public Interval(int minutes)
    {
        if (!IsKnown(minutes))
            throw new ArgumentOutOfRangeException(nameof(minutes), minutes, $"Supported intervals: {AllowedText}.");
        Minutes = minutes;
    }

    public static Interval M1 { get; } = new(1);
    public static Interval M15 { get; } = new(15);
    public static Interval H1 { get; } = new(60);
    public static Interval H4 { get; } = new(240);
    public static Interval D1 { get; } = new(1440);

    /// <summary>All supported intervals, shortest first.</summary>
    public static IReadOnlyList<Interval> All { get; } = [.. Known.Select(k => new Interval(k.Minutes))];

    /// <summary>The supported intervals as a text for messages to users.</summary>
    public static string AllowedText { get; } =
        string.Join(", ", Known.Select(k => k.Name)) + " or minutes (" + string.Join(", ", Known.Select(k => k.Minutes)) + ")";

    /// <summary>Length in minutes.</summary>
    public int Minutes { get; }

    /// <summary>Length in milliseconds.</summary>
    public long Milliseconds => Minutes * 60_000L;

    /// <summary>The short name: <c>15m</c>, <c>1h</c>, <c>1d</c>.</summary>
    public string Name
    {
        get
        {
            foreach (var (minutes, name) in Known)
            {
                if (minutes == Minutes)
                    return name;
            }

            return Minutes.ToString(CultureInfo.InvariantCulture) + "m";
        }
    }

    /// <summary>Parses minutes (<c>15</c>) or a name (<c>15m</c>, <c>1h</c>, <c>1d</c>), in any case. Refuses <c>1M</c>, which means a month at the exchanges.</summary>
    public static bool TryParse(string? text, out Interval interval)
    {
        foreach (var (minutes, name) in Known)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase) && text != "1M")
            {
                interval = new Interval(minutes);
                return true;
            }
        }

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && IsKnown(number);
        interval = isNumber ? new Interval(number) : default;
        return isNumber;
    }

    /// <summary>The open time of the candle that contains <paramref name="time"/> (ms UTC).</summary>
    public long Floor(long time) => time - Mod(time);

    /// <summary>The first open time at or after <paramref name="time"/> (ms UTC).</summary>
    public long Ceiling(long time) => Mod(time) == 0 ? time : Floor(time) + Milliseconds;

    /// <summary>Whether <paramref name="time"/> (ms UTC) is an open time of this interval.</summary>
    public bool IsAligned(long time) => Mod(time) == 0;

    public int CompareTo(Interval other) => Minutes.CompareTo(other.Minutes);

    public override string ToString() => Name;

    public static bool operator <(Interval left, Interval right) => left.Minutes < right.Minutes;
    public static bool operator >(Interval left, Interval right) => left.Minutes > right.Minutes;
    public static bool operator <=(Interval left, Interval right) => left.Minutes <= right.Minutes;
    public static bool operator >=(Interval left, Interval right) => left.Minutes >= right.Minutes;

    private static bool IsKnown(int minutes)
    {
        foreach (var known in Known)
        {
            if (known.Minutes == minutes)
                return true;
        }

        return false;
    }

    private long Mod(long time)
    {
        var rest = time % Milliseconds;
        return rest < 0 ? rest + Milliseconds : rest;
    }
}
