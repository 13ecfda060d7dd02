using System.Collections.Immutable;
using System.Globalization;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>Computes the hashes of a manifest from a database (<see cref="MonthHashes.Recipe"/>). Works on every schema version.</summary>
internal static class CandleHashes
{
    private const string TablePrefix = "candles_";

    /// <summary>The hashes of all series. To be called on a file that nobody writes.</summary>
    public static ImmutableArray<SeriesHash> Of(StorageConnection connection, CancellationToken cancellation)
    {
        var recorded = Recorded(connection);
        var series = ImmutableArray.CreateBuilder<SeriesHash>();
        foreach (var interval in Intervals(connection))
        {
            foreach (var symbol in Symbols(connection, interval))
            {
                var (version, count) = recorded.GetValueOrDefault((symbol, interval));
                series.Add(new SeriesHash(symbol, interval, version, count, Months(connection, symbol, interval, cancellation)));
                recorded.Remove((symbol, interval));
            }
        }

        // A series without candles whose recorded count is not 0. The comparison must include it.
        foreach (var ((symbol, interval), (version, count)) in recorded.Where(r => r.Value.Count > 0).OrderBy(r => r.Key))
            series.Add(new SeriesHash(symbol, interval, version, count, []));
        return series.ToImmutable();
    }

    /// <summary>The hashes of one series, with its version, in one read transaction.</summary>
    public static SeriesHash Of(StorageConnection connection, string symbol, int interval, CancellationToken cancellation)
    {
        connection.Execute("BEGIN");
        try
        {
            using var record = connection.PrepareOnce("SELECT version, row_count FROM series WHERE symbol = ?1 AND interval = ?2");
            record.Bind(1, symbol).Bind(2, interval);
            var (version, count) = record.Step() ? (record.GetInt64(0), (long?)record.GetInt64(1)) : (0, null);
            record.Reset();
            return new SeriesHash(
                symbol, interval, version, count, Intervals(connection).Contains(interval) ? Months(connection, symbol, interval, cancellation) : []);
        }
        finally
        {
            connection.RollbackIfOpen();
        }
    }

    private static Dictionary<(string Symbol, int Interval), (long Version, long? Count)> Recorded(StorageConnection connection)
    {
        var recorded = new Dictionary<(string, int), (long, long?)>();
        using var rows = connection.PrepareOnce("SELECT symbol, interval, version, row_count FROM series");
        while (rows.Step())
            recorded[(rows.GetText(0), (int)rows.GetInt64(1))] = (rows.GetInt64(2), rows.GetInt64(3));
        return recorded;
    }

    private static List<int> Intervals(StorageConnection connection)
    {
        var intervals = new List<int>();
        using var rows = connection.PrepareOnce($"SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '{TablePrefix}[0-9]*'");
        while (rows.Step())
        {
            if (int.TryParse(rows.GetText(0)[TablePrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
                intervals.Add(minutes);
        }

        intervals.Sort();
        return intervals;
    }

    /// <summary>The symbols of a table. Each symbol costs one look-up in the primary key.</summary>
    private static List<string> Symbols(StorageConnection connection, int interval)
    {
        var symbols = new List<string>();
        using var next = connection.PrepareOnce($"SELECT symbol FROM {TablePrefix}{interval} WHERE symbol > ?1 ORDER BY symbol LIMIT 1");
        for (var last = ""; next.Bind(1, last).Step(); next.Reset())
            symbols.Add(last = next.GetText(0));
        return symbols;
    }

    private static ImmutableArray<MonthHash> Months(StorageConnection connection, string symbol, int interval, CancellationToken cancellation)
    {
        using var rows = connection.PrepareOnce($"SELECT {CandleTables.Columns} FROM {TablePrefix}{interval} WHERE symbol = ?1 ORDER BY time");
        return [.. MonthHashes.Of(Candles(rows.Bind(1, symbol)), cancellation)];
    }

    private static IEnumerable<Candle> Candles(Statement rows)
    {
        while (rows.Step())
            yield return CandleRow.Read(rows);
    }
}
