using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>Computes the hashes of a manifest from a database (<see cref="BackupManifest.CurrentRecipe"/>). Works on every schema version.</summary>
internal static class CandleHashes
{
    private const int BytesOfCandle = 80;
    private const int CandlesInBuffer = 64;
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

        // A series without candles whose record says that it has some: the comparison has to see it.
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

    /// <summary>The symbols of a table, by one look-up in its key for each.</summary>
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
        var months = ImmutableArray.CreateBuilder<MonthHash>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BytesOfCandle * CandlesInBuffer];
        var (filled, count, name, end) = (0, 0L, "", long.MinValue);
        using var rows = connection.PrepareOnce($"SELECT {CandleTables.Columns} FROM {TablePrefix}{interval} WHERE symbol = ?1 ORDER BY time");
        rows.Bind(1, symbol);
        while (rows.Step())
        {
            var time = rows.GetInt64(0);
            if (time >= end)
            {
                EndMonth();
                cancellation.ThrowIfCancellationRequested();
                (name, end) = MonthOf(time);
            }

            var row = buffer.AsSpan(filled, BytesOfCandle);
            BinaryPrimitives.WriteInt64LittleEndian(row, time);
            for (var column = 1; column <= 8; column++)
                BinaryPrimitives.WriteDoubleLittleEndian(row[(column * 8)..], rows.GetDouble(column));
            BinaryPrimitives.WriteInt64LittleEndian(row[72..], rows.GetInt64(9));
            filled += BytesOfCandle;
            count++;
            if (filled == buffer.Length)
                Flush();
        }

        EndMonth();
        return months.ToImmutable();

        void Flush()
        {
            hash.AppendData(buffer, 0, filled);
            filled = 0;
        }

        void EndMonth()
        {
            if (count == 0)
                return;
            Flush();
            months.Add(new MonthHash(name, count, Convert.ToHexStringLower(hash.GetHashAndReset())));
            count = 0;
        }
    }

    /// <summary>The name of a time's month and the first ms of the next month. A time outside the calendar belongs to a month of its own.</summary>
    private static (string Name, long End) MonthOf(long time)
    {
        if (time < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || time >= new DateTimeOffset(9999, 12, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds())
            return ("outside", long.MaxValue);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
        var month = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return (month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.AddMonths(1).ToUnixTimeMilliseconds());
    }
}
