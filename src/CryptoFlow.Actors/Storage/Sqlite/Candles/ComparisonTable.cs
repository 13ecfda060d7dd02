using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// The table <c>comparisons</c>: when each page of stored history was last compared with the exchange. One row for each page, so after a restart the sweep continues
/// where it stopped. A lost row costs one more request.
/// </summary>
internal static class ComparisonTable
{
    public static void Create(StorageConnection connection) => connection.Execute("""
        CREATE TABLE comparisons (
          symbol      TEXT    NOT NULL,
          interval    INTEGER NOT NULL,
          from_time   INTEGER NOT NULL,
          to_time     INTEGER NOT NULL,
          compared_at INTEGER NOT NULL,
          PRIMARY KEY (symbol, interval, from_time)
        ) WITHOUT ROWID
        """);
}

/// <summary>Writes comparisons in the caller's transaction.</summary>
internal sealed class ComparisonStore(StorageConnection connection)
{
    private readonly Statement _put = connection.Prepare(
        "INSERT OR REPLACE INTO comparisons (symbol, interval, from_time, to_time, compared_at) VALUES (?1, ?2, ?3, ?4, ?5)");

    public void Put(SeriesKey series, PageComparison comparison) => _put
        .BindSeries(series)
        .Bind(3, comparison.Page.From)
        .Bind(4, comparison.Page.To)
        .Bind(5, comparison.At)
        .Run();
}

/// <summary>Reads comparisons.</summary>
internal sealed class ComparisonQueries(StorageConnection connection)
{
    private readonly Statement _oldest = connection.Prepare("SELECT oldest_time FROM series WHERE symbol = ?1 AND interval = ?2");

    private readonly Statement _pages = connection.Prepare(
        "SELECT from_time, to_time, compared_at FROM comparisons WHERE symbol = ?1 AND interval = ?2 ORDER BY from_time");

    public ComparisonsRead Read(ReadComparisons query) => new([.. query.Series.Select(Read)]);

    private SeriesComparisons Read(SeriesKey series)
    {
        var pages = ImmutableArray.CreateBuilder<PageComparison>();
        _pages.BindSeries(series);
        while (_pages.Step())
            pages.Add(new PageComparison(new TimeRange(_pages.GetInt64(0), _pages.GetInt64(1)), _pages.GetInt64(2)));
        _pages.Reset();
        return new SeriesComparisons(series, OldestOf(series), pages.ToImmutable());
    }

    private long? OldestOf(SeriesKey series)
    {
        _oldest.BindSeries(series);
        long? oldest = _oldest.Step() ? _oldest.GetNullableInt64(0) : null;
        _oldest.Reset();
        return oldest;
    }
}
