using System.Globalization;

namespace CryptoFlow.Market;

/// <summary>
/// A candle length that users may ask for: any number of minutes, hours, days or weeks up to <see cref="MaxMinutes"/>, or one calendar month. Candles of an
/// <see cref="Interval"/> can be stored; candles of any other timeframe are rolled up from stored candles (<see cref="RollUp"/>).
/// </summary>
/// <remarks>
/// Open times, UTC: whole weeks open on Monday at 00:00, a month on its first day at 00:00. All other lengths open at multiples of the length since 1970-01-01, as
/// at the exchanges.
/// </remarks>
public readonly record struct Timeframe
{
    /// <summary>The longest length, minutes: 366 days.</summary>
    public const int MaxMinutes = 366 * MinutesOfDay;

    /// <summary>The most base candles for one page of rolled-up candles, so that a page costs a reader at most some 100 ms.</summary>
    private const int MostBaseCandles = 100_000;

    private const int MinutesOfDay = 1440;
    private const int MinutesOfWeek = 7 * MinutesOfDay;
    private const int LongestMonth = 31 * MinutesOfDay;

    /// <summary>1970-01-05, the first Monday, ms UTC.</summary>
    private const long FirstMonday = 4 * MinutesOfDay * 60_000L;

    /// <summary>9999-01-01, ms UTC. The calendar ends in that year.</summary>
    private const long EndOfTime = 253_370_764_800_000;

    /// <param name="minutes">Length in minutes, 1 to <see cref="MaxMinutes"/>; 0 for a month.</param>
    /// <param name="isMonth">True for a calendar month.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a length.</exception>
    public Timeframe(int minutes, bool isMonth = false)
    {
        if (isMonth ? minutes != 0 : minutes is < 1 or > MaxMinutes)
            throw new ArgumentOutOfRangeException(nameof(minutes), minutes, $"A timeframe has 1 to {MaxMinutes} minutes, or is a month and has 0.");
        (Minutes, IsMonth) = (minutes, isMonth);
    }

    /// <summary>A calendar month in UTC.</summary>
    public static Timeframe Month { get; } = new(0, isMonth: true);

    /// <summary>The texts that <see cref="TryParse"/> accepts, as the end of the sentence "allowed are …".</summary>
    public static string AllowedText { get; } = "minutes (15), or a number with m, h, d or w (15m, 2h, 3d, 1w), at most 366 days, or 1M, a calendar month";

    /// <summary>Length in minutes; 0 for a month.</summary>
    public int Minutes { get; }

    public bool IsMonth { get; }

    /// <summary>The short name in the largest unit that fits: <c>90m</c>, <c>2h</c>, <c>3d</c>, <c>1w</c>, <c>1M</c>.</summary>
    public string Name => this switch
    {
        { IsMonth: true } => "1M",
        { Minutes: var week } when week % MinutesOfWeek == 0 => string.Create(CultureInfo.InvariantCulture, $"{week / MinutesOfWeek}w"),
        { Minutes: var day } when day % MinutesOfDay == 0 => string.Create(CultureInfo.InvariantCulture, $"{day / MinutesOfDay}d"),
        { Minutes: var hour } when hour % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{hour / 60}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Minutes}m"),
    };

    public static Timeframe Of(Interval interval) => new(interval.Minutes);

    /// <summary>
    /// Parses minutes (<c>90</c>) or a number with a unit, in any case. An upper-case M is a month only in <c>1M</c>. With another number it means minutes if that
    /// is a stored interval, because the names of intervals are allowed in any case. Otherwise it is refused.
    /// </summary>
    public static bool TryParse(string? text, out Timeframe timeframe)
    {
        timeframe = default;
        if (Interval.TryParse(text, out var interval))
        {
            timeframe = Of(interval);
            return true;
        }

        if (text == "1M")
        {
            timeframe = Month;
            return true;
        }

        var unit = text is [.., 'm'] ? 1
            : text is [.., 'h' or 'H'] ? 60
            : text is [.., 'd' or 'D'] ? MinutesOfDay
            : text is [.., 'w' or 'W'] ? MinutesOfWeek
            : 0;
        var digits = unit == 0 ? text : text![..^1];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || (long)count * Math.Max(1, unit) is < 1 or > MaxMinutes)
            return false;
        timeframe = new Timeframe(count * Math.Max(1, unit));
        return true;
    }

    /// <summary>The storable interval of this length, if there is one.</summary>
    public bool TryGetInterval(out Interval interval)
    {
        foreach (var candidate in Interval.All)
        {
            if (candidate.Minutes == Minutes)
            {
                interval = candidate;
                return true;
            }
        }

        interval = default;
        return false;
    }

    /// <summary>True if whole candles of the interval make a candle of this timeframe, and more than one is needed.</summary>
    public bool IsMultipleOf(Interval interval) => IsMonth || (Minutes > interval.Minutes && Minutes % interval.Minutes == 0);

    /// <summary>The longest of the intervals that this timeframe is a multiple of, or null.</summary>
    public Interval? LongestBase(IEnumerable<Interval> intervals)
    {
        Interval? longest = null;
        foreach (var interval in intervals)
        {
            if (IsMultipleOf(interval) && !(longest >= interval))
                longest = interval;
        }

        return longest;
    }

    /// <summary>The open time of the candle that contains <paramref name="time"/> (ms UTC, before the year 9999).</summary>
    public long Floor(long time)
    {
        if (IsMonth)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
            return new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        }

        var length = Minutes * 60_000L;
        var fromAnchor = time - (Minutes % MinutesOfWeek == 0 ? FirstMonday : 0);
        var past = fromAnchor % length;
        return time - (past < 0 ? past + length : past);
    }

    /// <summary>The open time of the candle after the one that opens at <paramref name="openTime"/>, which is also when that candle closes.</summary>
    public long Next(long openTime) => IsMonth
        ? DateTimeOffset.FromUnixTimeMilliseconds(openTime).AddMonths(1).ToUnixTimeMilliseconds()
        : openTime + (Minutes * 60_000L);

    /// <summary>The first open time at or after <paramref name="time"/>. A time before 1970 or after 9998 is returned unchanged, because no candle opens there.</summary>
    public long Ceiling(long time)
    {
        if (!CanContain(time))
            return time;
        var open = Floor(time);
        return open == time ? time : Next(open);
    }

    /// <summary>True for the times between 1970 and 9999. A row of another program may have any time.</summary>
    public static bool CanContain(long time) => time is >= 0 and < EndOfTime;

    /// <summary>How many candles of the base interval make the candle that opens at <paramref name="openTime"/>.</summary>
    public int CountOf(Interval interval, long openTime) => (int)((Next(openTime) - openTime) / interval.Milliseconds);

    /// <summary>The most candles of a page that is rolled up from the base interval, at least 1.</summary>
    public int MostPerPage(Interval interval) => Math.Max(1, MostBaseCandles / ((IsMonth ? LongestMonth : Minutes) / interval.Minutes));

    public override string ToString() => Name;
}
