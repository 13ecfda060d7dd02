using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// The table <c>series</c>: the row count, the oldest and the newest time of each series. Each write updates them in the transaction of its candles, so no query has
/// to count rows. The updates are relative, because the delete trigger may have changed the row since it was last read.
/// </summary>
internal sealed class SeriesStore(StorageConnection connection)
{
    private readonly Statement _create = connection.Prepare("INSERT INTO series (symbol, interval) VALUES (?1, ?2) ON CONFLICT DO NOTHING");

    private readonly Statement _advance = connection.Prepare("""
        UPDATE series SET
          row_count   = row_count + ?3,
          oldest_time = min(ifnull(oldest_time, ?4), ?4),
          newest_time = max(ifnull(newest_time, ?5), ?5),
          version     = version + 1
        WHERE symbol = ?1 AND interval = ?2
        RETURNING row_count, oldest_time, newest_time, version
        """);

    private readonly Statement _get = connection.Prepare(
        "SELECT row_count, oldest_time, newest_time, version FROM series WHERE symbol = ?1 AND interval = ?2");

    private readonly Statement _correct = connection.Prepare("""
        UPDATE series SET row_count = ?3, oldest_time = ?4, newest_time = ?5, version = version + 1
        WHERE symbol = ?1 AND interval = ?2 AND version = ?6 AND (row_count, oldest_time, newest_time) IS NOT (?3, ?4, ?5)
        """);

    private readonly Statement _setOldest = connection.Prepare("UPDATE series SET oldest_time = ?3 WHERE symbol = ?1 AND interval = ?2");

    private readonly HashSet<SeriesKey> _created = [];

    /// <summary>Counts a change of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="inserted">Rows added.</param>
    /// <param name="oldest">Oldest changed open time, ms UTC.</param>
    /// <param name="newest">Newest changed open time, ms UTC.</param>
    public SeriesStats Advance(SeriesKey series, int inserted, long oldest, long newest)
    {
        if (!_created.Contains(series))
            Create(series);
        _advance.BindSeries(series).Bind(3, inserted).Bind(4, oldest).Bind(5, newest);
        return ReadOne(_advance, series)!;
    }

    /// <summary>
    /// Corrects the row count and the bounds of a series after another program has inserted candles. Does nothing if the series has changed since it was
    /// counted: the next search counts again.
    /// </summary>
    /// <returns>True if the recorded values were wrong and are corrected.</returns>
    public bool Correct(SeriesStats counted)
    {
        if (counted.Rows > 0)
            Create(counted.Series);
        return _correct
            .BindSeries(counted.Series)
            .Bind(3, counted.Rows)
            .Bind(4, counted.OldestTime)
            .Bind(5, counted.NewestTime)
            .Bind(6, counted.Version)
            .Run() > 0;
    }

    /// <summary>Sets the oldest time before a deletion, in the caller's transaction.</summary>
    public void SetOldest(SeriesKey series, long? oldest) =>
        _setOldest.BindSeries(series).Bind(3, oldest).Run();

    /// <summary>To be called after COMMIT. From then on the row of the series exists, and no INSERT is needed.</summary>
    public void Committed(SeriesKey series) => _created.Add(series);

    public SeriesStats Get(SeriesKey series)
    {
        _get.BindSeries(series);
        return ReadOne(_get, series) ?? new SeriesStats(series, 0, null, null, 0);
    }

    private void Create(SeriesKey series) => _create.BindSeries(series).Run();

    private static SeriesStats? ReadOne(Statement statement, SeriesKey series)
    {
        var stats = statement.Step()
            ? new SeriesStats(
                series,
                statement.GetInt64(0),
                statement.GetNullableInt64(1),
                statement.GetNullableInt64(2),
                statement.GetInt64(3))
            : null;
        statement.Reset();
        return stats;
    }
}
