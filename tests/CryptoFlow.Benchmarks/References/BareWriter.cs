using System.Collections.Immutable;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;

namespace CryptoFlow.Benchmarks.References;

/// <summary>The minimal write loop on a file with the same schema and pragmas: one prepared upsert, one transaction for each page, and nothing else.</summary>
internal sealed class BareWriter : IDisposable
{
    private readonly StorageConnection _connection;
    private readonly sqlite3_stmt _upsert;

    public BareWriter(string path)
    {
        MadeFile.CreateEmpty(path);

        // Takes only the open connection from the program, with the pragmas of the program's writer.
        _connection = StorageConnection.OpenWriter(MadeFile.Settings(path));
        _upsert = Raw.Prepare(_connection.Handle, $"""
            INSERT INTO {CandleTables.NameOf(Interval.M15)} (symbol, {CandleTables.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (symbol, time) DO UPDATE SET
              open = ?3, high = ?4, low = ?5, close = ?6, volume = ?7, buy_volume = ?8, sell_volume = ?9, delta = ?10, trade_count = ?11
            WHERE (open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count) IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """);
    }

    public void Write(string symbol, ImmutableArray<Candle> candles)
    {
        Raw.Execute(_connection.Handle, "BEGIN IMMEDIATE");
        Raw.Check(raw.sqlite3_bind_text(_upsert, 1, symbol), _connection.Handle);
        foreach (ref readonly var c in candles.AsSpan())
        {
            Bind(c);
            if (raw.sqlite3_step(_upsert) != raw.SQLITE_DONE)
                throw Raw.Failure(_connection.Handle);
            raw.sqlite3_reset(_upsert);
        }

        Raw.Execute(_connection.Handle, "COMMIT");
    }

    public void Dispose()
    {
        _upsert.Dispose();
        _connection.Dispose();
    }

    private void Bind(in Candle c)
    {
        raw.sqlite3_bind_int64(_upsert, 2, c.OpenTime);
        raw.sqlite3_bind_double(_upsert, 3, c.Open);
        raw.sqlite3_bind_double(_upsert, 4, c.High);
        raw.sqlite3_bind_double(_upsert, 5, c.Low);
        raw.sqlite3_bind_double(_upsert, 6, c.Close);
        raw.sqlite3_bind_double(_upsert, 7, c.Volume);
        raw.sqlite3_bind_double(_upsert, 8, c.BuyVolume);
        raw.sqlite3_bind_double(_upsert, 9, c.SellVolume);
        raw.sqlite3_bind_double(_upsert, 10, c.Delta);
        raw.sqlite3_bind_int64(_upsert, 11, c.TradeCount);
    }
}
