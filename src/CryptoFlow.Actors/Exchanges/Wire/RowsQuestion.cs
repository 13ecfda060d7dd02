namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// The part of a request that the times of the rows can contradict. Rows that contradict it answer another request: none of them is stored, and the request does
/// not count as an ask.
/// </summary>
/// <param name="Series">The series.</param>
/// <param name="Limit">The most rows.</param>
/// <param name="Opens">
/// The range of open times, ms UTC. Rows up to one interval outside of it are tolerated and cut off later, because it is uncertain whether the exchanges include
/// the bounds.
/// </param>
internal sealed record RowsQuestion(SeriesKey Series, int Limit, TimeRange Opens)
{
    /// <summary>The least number of rows whose distances can show a longer interval.</summary>
    private const int FewestToJudge = 3;

    /// <summary>
    /// The candle lengths that the exchanges serve, minutes, longest first. Rows at exactly these distances can be candles of that length. Rows
    /// at other distances come from a market with holes.
    /// </summary>
    private static readonly int[] Lengths = [10_080, 4_320, 1_440, 720, 480, 360, 240, 120, 60, 30, 15, 5, 3, 1];

    private Interval Interval => Series.Interval;

    /// <summary>Whether the exchange sends the newest row first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Whether each row says how long its candle is. Then distances are not needed.</summary>
    public bool RowsTellLength { get; init; }

    /// <summary>Says why these rows do not answer the request; null if they do.</summary>
    public string? FindMismatch(in RowTimes rows)
    {
        if (rows.Rows > Limit)
            return $"asked for at most {Limit} rows, but got {rows.Rows}";
        if (rows.Readable == 0)
            return null;
        return FindOtherInterval(rows) ?? FindDisorder(rows) ?? FindOtherRange(rows);
    }

    private string? FindOtherInterval(in RowTimes rows)
    {
        // One row off the grid in a long page is a row that cannot be read. Several such rows belong to another grid.
        if (rows.OffGrid > 1 || (rows.OffGrid == 1 && rows.Readable <= FewestToJudge))
            return $"asked for candles of {Interval}, but {rows.OffGrid} of {rows.Rows} rows do not open on the grid of {Interval}";
        if (RowsTellLength)
        {
            return rows.RightLength == 0 && NameOf(rows.ForeignLength) is { } named
                ? $"asked for candles of {Interval}, but the close times are those of candles of {named}"
                : null;
        }

        return FindLongerInterval(rows);
    }

    /// <summary>
    /// Finds rows that all open on the grid of a longer interval and fill at least half of it. A market with holes does not look like this: its
    /// holes would have to leave exactly every second, third, fourth ... candle.
    /// </summary>
    private string? FindLongerInterval(in RowTimes rows)
    {
        if (rows.Readable < FewestToJudge || rows.OffGrid > 0 || rows.Spacing <= Interval.Milliseconds)
            return null;
        foreach (var minutes in Lengths)
        {
            var length = minutes * 60_000L;
            if (length <= Interval.Milliseconds)
                break;
            var onGrid = rows.Spacing % length == 0 && (length > Interval.D1.Milliseconds || rows.Oldest % length == 0);
            if (onGrid && rows.Readable * 2 > (rows.Newest - rows.Oldest) / length)
                return $"asked for candles of {Interval}, but the {rows.Rows} rows lie {NameOf(length)} apart";
        }

        return null;
    }

    private string? FindDisorder(in RowTimes rows)
    {
        var (wrong, order) = NewestFirst ? (rows.NotDescending, "descending") : (rows.NotAscending, "ascending");
        return wrong is { } at ? $"the open times are not {order}, first at the row of {at}" : null;
    }

    private string? FindOtherRange(in RowTimes rows)
    {
        var step = Interval.Milliseconds;
        var tooEarly = Opens.From > long.MinValue && rows.Oldest < Opens.From - step;
        var tooLate = Opens.To < long.MaxValue && rows.Newest >= Opens.To + step;
        return tooEarly || tooLate
            ? $"asked for open times in {Opens}, but the rows reach from {rows.Oldest} to {rows.Newest}"
            : null;
    }

    /// <summary>The name of a length that an exchange serves; null for other lengths.</summary>
    private static string? NameOf(long milliseconds)
    {
        foreach (var minutes in Lengths)
        {
            if (minutes * 60_000L == milliseconds)
                return minutes < 60 ? $"{minutes}m" : minutes < 1_440 ? $"{minutes / 60}h" : minutes < 10_080 ? $"{minutes / 1_440}d" : "1w";
        }

        return null;
    }
}
