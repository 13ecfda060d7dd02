using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>A part of a series to be removed: its candles before <paramref name="Before"/> (ms UTC).</summary>
/// <param name="Series">The series.</param>
/// <param name="From">Open time of its oldest candle, ms UTC.</param>
/// <param name="Before">The boundary that the rules set, ms UTC.</param>
internal sealed record RemovablePart(SeriesKey Series, long From, long Before);

/// <summary>
/// The boundaries of retention, and their statements on the writer's connection. Only the writer moves a boundary, so this class keeps the boundaries in memory. A
/// page of a series without a boundary costs one look-up in a dictionary.
/// </summary>
/// <remarks>
/// At each COMMIT no candle of a series opens before its boundary. A boundary moves forward with the candles that a step removes, and backward only when the rules
/// allow more than before: the collectors then fetch that history again, because the user wants it.
/// </remarks>
internal sealed class RetentionStore
{
    private readonly RetentionRules _rules;
    private readonly Statement _series;
    private readonly Statement _neededFrom;
    private readonly Statement _put;
    private readonly Statement _dropComparisons;
    private readonly Dictionary<SeriesKey, long> _boundaries = [];

    public RetentionStore(StorageConnection connection, RetentionRules rules)
    {
        _rules = rules;
        _series = connection.Prepare("SELECT symbol, interval, oldest_time, newest_time, kept_from FROM series ORDER BY symbol, interval");
        _neededFrom = connection.Prepare(NeededFrom("?1"));
        _put = connection.Prepare("UPDATE series SET kept_from = ?3 WHERE symbol = ?1 AND interval = ?2");
        _dropComparisons = connection.Prepare("DELETE FROM comparisons WHERE symbol = ?1 AND interval = ?2 AND from_time < ?3 AND to_time <= ?3");
        foreach (var row in Rows())
            Committed(row.Series, row.KeptFrom);
    }

    /// <summary>The query for the open time from which on the paper accounts of a contract need its candles: a restart replays them from there.</summary>
    /// <param name="symbol">The expression of the symbol.</param>
    public static string NeededFrom(string symbol) => $"SELECT min(origin) FROM strategy_states WHERE symbol = {symbol}";

    /// <summary>The open time before which candles of the series are not kept, ms UTC; null if all are kept.</summary>
    public long? BoundaryOf(SeriesKey series) => _boundaries.TryGetValue(series, out var boundary) ? boundary : null;

    /// <summary>The candles of a page that the series keeps: the page itself if no candle has to be left out.</summary>
    public ImmutableArray<Candle> WithoutRemoved(SeriesKey series, ImmutableArray<Candle> page)
    {
        if (_boundaries.Count == 0 || page.IsEmpty || !_boundaries.TryGetValue(series, out var boundary) || page[0].OpenTime >= boundary)
            return page;
        var first = 1;
        while (first < page.Length && page[first].OpenTime < boundary)
            first++;
        return page[first..];
    }

    /// <summary>
    /// Moves the boundaries to the places that the rules set, if no candle has to be removed for the move, and finds the series with candles to remove. Runs in the
    /// caller's transaction, with a few statements for each series.
    /// </summary>
    /// <param name="now">The clock, ms UTC.</param>
    /// <returns>The parts to remove, and the boundaries that were moved: to be passed to <see cref="Committed"/> after COMMIT.</returns>
    public (ImmutableArray<RemovablePart> Parts, ImmutableArray<(SeriesKey Series, long? KeptFrom)> Moved) Align(long now)
    {
        var parts = ImmutableArray.CreateBuilder<RemovablePart>();
        var moved = ImmutableArray.CreateBuilder<(SeriesKey, long?)>();
        foreach (var (series, oldest, newest, keptFrom) in Rows())
        {
            var allowed = newest is { } last ? _rules.BoundaryOf(series.Interval, last, now, NeededFrom(series)) : null;
            if (allowed is { } before && oldest < before)
                parts.Add(new RemovablePart(series, oldest.Value, before));
            if (allowed == keptFrom || (oldest < allowed && !(allowed < keptFrom)))
                continue;
            Put(series, allowed);
            moved.Add((series, allowed));
        }

        return (parts.ToImmutable(), moved.ToImmutable());
    }

    /// <summary>Records in the caller's transaction that no candle before the boundary is stored.</summary>
    public void Put(SeriesKey series, long? keptFrom)
    {
        _put.BindSeries(series).Bind(3, keptFrom).Run();
        if (keptFrom is { } boundary)
            _dropComparisons.BindSeries(series).Bind(3, boundary).Run();
    }

    /// <summary>To be called after COMMIT.</summary>
    public void Committed(SeriesKey series, long? keptFrom)
    {
        if (keptFrom is { } boundary)
            _boundaries[series] = boundary;
        else
            _boundaries.Remove(series);
    }

    private List<(SeriesKey Series, long? Oldest, long? Newest, long? KeptFrom)> Rows()
    {
        var rows = new List<(SeriesKey, long?, long?, long?)>();
        while (_series.Step())
        {
            if (Instrument.TryParse(_series.GetText(0), out var instrument) && Interval.TryParse(_series.GetText(1), out var interval))
                rows.Add((new SeriesKey(instrument, interval), _series.GetNullableInt64(2), _series.GetNullableInt64(3), _series.GetNullableInt64(4)));
        }

        _series.Reset();
        return rows;
    }

    private long? NeededFrom(SeriesKey series)
    {
        _neededFrom.Bind(1, series.Instrument.StorageKey);
        long? needed = _neededFrom.Step() ? _neededFrom.GetNullableInt64(0) : null;
        _neededFrom.Reset();
        return needed;
    }
}
