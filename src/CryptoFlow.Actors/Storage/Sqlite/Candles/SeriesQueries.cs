using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Reads the table <c>series</c> on a read-only connection.</summary>
internal sealed class SeriesQueries(StorageConnection connection)
{
    private readonly Statement _all = connection.Prepare($"""
        SELECT symbol, interval, row_count, oldest_time, newest_time, version, {RetentionColumn.Of(connection)}, {NeededFrom(connection)} FROM series
        WHERE row_count > 0 AND symbol = ifnull(?1, symbol) ORDER BY symbol, interval
        """);

    /// <summary>Ignores rows of other programs that name no series.</summary>
    public SeriesListed List(ListSeries query)
    {
        var series = ImmutableArray.CreateBuilder<SeriesStats>();
        if (query.Instrument is { } only)
            _all.Bind(1, only.StorageKey);
        else
            _all.Bind(1, (long?)null);
        while (_all.Step())
        {
            if (Instrument.TryParse(_all.GetText(0), out var instrument) && Interval.TryParse(_all.GetText(1), out var interval))
            {
                series.Add(new SeriesStats(
                    new SeriesKey(instrument, interval), _all.GetInt64(2), _all.GetNullableInt64(3), _all.GetNullableInt64(4), _all.GetInt64(5))
                {
                    KeptFrom = _all.GetNullableInt64(6),
                    NeededFrom = _all.GetNullableInt64(7),
                });
            }
        }

        _all.Reset();
        return new SeriesListed(series.ToImmutable());
    }

    /// <summary>Files of the first schema have no paper accounts.</summary>
    private static string NeededFrom(StorageConnection connection) =>
        connection.QueryInt64("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'strategy_states'") > 0
            ? $"({RetentionStore.NeededFrom("series.symbol")})"
            : "NULL";
}
