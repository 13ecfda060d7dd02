namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// What a request for rows asked, as far as the times of the rows can show that they answer another request. Nothing of such an
/// answer is stored, and it is no ask.
/// </summary>
/// <param name="Series">The series.</param>
/// <param name="Limit">The most rows.</param>
/// <param name="Opens">
/// The range in which the rows open, ms UTC. One interval on each side is tolerated, since that is as far as the exchanges' rules about
/// bounds are unsure; these rows are cut off later.
/// </param>
internal sealed record RowsQuestion(SeriesKey Series, int Limit, TimeRange Opens)
{
    /// <summary>Rows of a longer interval are told by their distances; fewer rows show too little.</summary>
    private const int FewestToJudge = 3;

    /// <summary>
    /// The lengths of candles that the exchanges serve (EXCHANGES 0), minutes, longest first. Rows that lie this far apart are candles
    /// of that length, where rows at other distances are a market with holes.
    /// </summary>
    private static readonly int[] Lengths = [10_080, 4_320, 1_440, 720, 480, 360, 240, 120, 60, 30, 15, 5, 3, 1];

    private Interval Interval => Series.Interval;

    /// <summary>The exchange's own order.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Whether each row says how long its candle is, so that nothing has to be concluded from distances.</summary>
    public bool RowsTellLength { get; init; }

    /// <summary>Why these rows are not what was asked for, or null.</summary>
    public string? FindMismatch(in RowTimes rows)
    {
        if (rows.Rows > Limit)
            return $"asked for at most {Limit} rows, got {rows.Rows}";
        if (rows.Readable == 0)
            return null;
        return FindOtherInterval(rows) ?? FindDisorder(rows) ?? FindOtherRange(rows);
    }

    private string? FindOtherInterval(in RowTimes rows)
    {
        // A single row off the grid in a long page is a row that cannot be read. More are a grid of their own.
        if (rows.OffGrid > 1 || (rows.OffGrid == 1 && rows.Readable <= FewestToJudge))
            return $"asked for candles of {Interval}, but {rows.OffGrid} of {rows.Rows} rows do not open on the grid of {Interval}";
        if (RowsTellLength)
        {
            return rows.RightLength == 0 && NameOf(rows.ForeignLength) is { } named
                ? $"asked for candles of {Interval}, the close times are of candles of {named}"
                : null;
        }

        return FindLongerInterval(rows);
    }

    /// <summary>
    /// Rows that all open on the grid of a longer interval and fill at least half of it. A market with holes has no such rows: its holes
    /// would have to leave exactly every second, third, fourth ... candle, and nothing between them.
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
                return $"asked for candles of {Interval}, the {rows.Rows} rows lie {NameOf(length)} apart";
        }

        return null;
    }

    private string? FindDisorder(in RowTimes rows)
    {
        var (wrong, order) = NewestFirst ? (rows.NotDescending, "descending") : (rows.NotAscending, "ascending");
        return wrong is { } at ? $"the open times are not {order}, the first such row is that of {at}" : null;
    }

    private string? FindOtherRange(in RowTimes rows)
    {
        var step = Interval.Milliseconds;
        var tooEarly = Opens.From > long.MinValue && rows.Oldest < Opens.From - step;
        var tooLate = Opens.To < long.MaxValue && rows.Newest >= Opens.To + step;
        return tooEarly || tooLate
            ? $"asked for open times in {Opens}, the rows reach from {rows.Oldest} to {rows.Newest}"
            : null;
    }

    /// <summary>The name of a length that an exchange serves; null for others.</summary>
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
