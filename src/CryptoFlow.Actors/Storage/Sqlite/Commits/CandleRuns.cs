using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>
/// The open times of a commit's candles as text. The text lists runs of neighbouring candles: for each run the number of missing candles before it and the number of
/// its candles. <c>0+1500</c> is a page without a hole. The longest text, of 750 single candles, has about 3,000 characters. The ranges of a deletion have the same
/// format, in ms instead of candles, because deleted rows may be off the grid.
/// </summary>
internal static class CandleRuns
{
    /// <param name="interval">The interval of the series.</param>
    /// <param name="candles">Ascending, on the interval's grid, not empty.</param>
    public static string Write(Interval interval, ImmutableArray<Candle> candles)
    {
        // The short cut for nearly all commits: one candle, or a page without a hole.
        var step = interval.Milliseconds;
        if (candles[^1].OpenTime - candles[0].OpenTime == (candles.Length - 1) * step)
            return candles.Length == 1 ? "0+1" : string.Create(CultureInfo.InvariantCulture, $"0+{candles.Length}");

        var text = new StringBuilder();
        var expected = candles[0].OpenTime;
        for (var first = 0; first < candles.Length;)
        {
            var end = first + 1;
            while (end < candles.Length && candles[end].OpenTime - candles[end - 1].OpenTime == step)
                end++;
            text.Append(CultureInfo.InvariantCulture, $"{(first == 0 ? "" : ",")}{(candles[first].OpenTime - expected) / step}+{end - first}");
            expected = candles[end - 1].OpenTime + step;
            first = end;
        }

        return text.ToString();
    }

    /// <param name="ranges">Ascending, not empty.</param>
    public static string Write(ImmutableArray<TimeRange> ranges)
    {
        var text = new StringBuilder();
        for (var (i, before) = (0, ranges[0].From); i < ranges.Length; before = ranges[i++].To)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}{ranges[i].From - before}+{ranges[i].To - ranges[i].From}");
        return text.ToString();
    }

    /// <summary>The ranges of open times, ascending.</summary>
    /// <param name="interval">The interval of the series.</param>
    /// <param name="from">The first open time, ms UTC.</param>
    /// <param name="text">The open times of candles, as they were written.</param>
    /// <exception cref="FormatException">Another program has changed the text.</exception>
    public static IEnumerable<TimeRange> Read(Interval interval, long from, string text) => Read(interval.Milliseconds, from, text);

    /// <inheritdoc cref="Read(Interval, long, string)"/>
    /// <param name="from">The first open time, ms UTC.</param>
    /// <param name="text">The ranges of a deletion, as they were written.</param>
    public static IEnumerable<TimeRange> Read(long from, string text) => Read(1, from, text);

    private static IEnumerable<TimeRange> Read(long step, long from, string text)
    {
        foreach (var run in text.Split(','))
        {
            var plus = run.IndexOf('+', StringComparison.Ordinal);
            if (plus < 0)
                throw new FormatException($"'{text}' are no runs of candles.");
            from += long.Parse(run.AsSpan(0, plus), NumberStyles.None, CultureInfo.InvariantCulture) * step;
            var to = from + (long.Parse(run.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture) * step);
            yield return new TimeRange(from, to);
            from = to;
        }
    }
}
