using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>The table <c>added_series</c>: the series that users have added at run time.</summary>
internal static class AddedSeriesTable
{
    public static void Create(StorageConnection connection) => connection.Execute("""
        CREATE TABLE added_series (
          symbol   TEXT    NOT NULL,
          interval INTEGER NOT NULL,
          added_at INTEGER NOT NULL,
          PRIMARY KEY (symbol, interval)
        ) WITHOUT ROWID
        """);
}

/// <summary>Reads and writes the table in the caller's transaction. Users change it rarely, so each change prepares its statements.</summary>
internal sealed class AddedSeriesStore(StorageConnection connection)
{
    /// <summary>Prepared once, because each page of an added series runs it.</summary>
    private readonly Statement _contains = connection.Prepare("SELECT 1 FROM added_series WHERE symbol = ?1 AND interval = ?2");

    public long Count() => connection.QueryInt64("SELECT count(*) FROM added_series");

    /// <returns>True if the series was not there before.</returns>
    public bool Add(SeriesKey series, long at)
    {
        if (Contains(series))
            return false;
        using var insert = Bound("INSERT INTO added_series (symbol, interval, added_at) VALUES (?1, ?2, ?3)", series);
        insert.Bind(3, at).Run();
        return true;
    }

    /// <returns>True if the series was there.</returns>
    public bool Remove(SeriesKey series)
    {
        if (!Contains(series))
            return false;
        using (var delete = Bound("DELETE FROM added_series WHERE symbol = ?1 AND interval = ?2", series))
            delete.Run();
        using var gaps = Bound("DELETE FROM gaps WHERE symbol = ?1 AND interval = ?2 AND verdict NOT IN ('filled', 'confirmed_missing')", series);
        gaps.Run();
        return true;
    }

    public bool Contains(SeriesKey series)
    {
        var found = _contains.BindSeries(series).Step();
        _contains.Reset();
        return found;
    }

    private Statement Bound(string sql, SeriesKey series) =>
        connection.PrepareOnce(sql).BindSeries(series);
}

/// <summary>Reads the table.</summary>
internal sealed class AddedSeriesQueries(StorageConnection connection)
{
    /// <summary>Ignores rows of other programs that name no series. A command may read a file of an older schema, which has no added series.</summary>
    public AddedSeriesRead Read(ReadAddedSeries query) => new(Read(query.Exchange));

    private ImmutableArray<AddedSeries> Read(Exchange? exchange)
    {
        if (connection.QueryInt64("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'added_series'") == 0)
            return [];
        var series = ImmutableArray.CreateBuilder<AddedSeries>();
        using var rows = connection.PrepareOnce("SELECT symbol, interval, added_at FROM added_series ORDER BY symbol, interval");
        while (rows.Step())
        {
            if (Instrument.TryParse(rows.GetText(0), out var instrument) && Interval.TryParse(rows.GetText(1), out var interval)
                && (exchange is null || exchange == instrument.Exchange))
            {
                series.Add(new AddedSeries(new SeriesKey(instrument, interval), rows.GetInt64(2)));
            }
        }

        return series.ToImmutable();
    }
}
