using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CryptoFlow.Testing;

/// <summary>A file as the replaced system leaves it: its four tables, each with an id, <c>clusters</c> and a second index.</summary>
public sealed class ReplacedSystemFile : IDisposable
{
    private readonly SqliteConnection _connection;

    public ReplacedSystemFile(string path, bool wal = true)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute($"PRAGMA journal_mode={(wal ? "WAL" : "DELETE")}");
        Execute("PRAGMA wal_autocheckpoint=0");
        foreach (var minutes in (int[])[15, 60, 240, 1440])
        {
            Execute($"""
                CREATE TABLE candles_{minutes} (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL, time INTEGER NOT NULL, open REAL, high REAL, low REAL, close REAL, volume REAL,
                  buy_volume REAL, sell_volume REAL, delta REAL, trade_count INTEGER, clusters TEXT, UNIQUE(symbol, time))
                """);
            Execute($"CREATE INDEX idx_candles_{minutes}_symbol_time ON candles_{minutes}(symbol, time DESC)");
        }
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Adds a row. <paramref name="values"/> are SQL: open, high, low, close, volume, and perhaps buy_volume, sell_volume, delta, trade_count.</summary>
    public void Add(int minutes, string symbol, string time, string values = "100.1, 101.1, 99.1, 100.6, 0.3, 0.1, 0.2, -0.1, 7")
    {
        var columns = string.Join(", ", "open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count".Split(", ").Take(values.Split(',').Length));
        Execute($"INSERT INTO candles_{minutes} (symbol, time, {columns}, clusters) VALUES ('{symbol}', {time}, {values}, '{{}}')");
    }

    /// <summary>Adds so many candles, from a time on, in one transaction.</summary>
    public void AddMany(int minutes, string symbol, long from, int count)
    {
        Execute("BEGIN");
        for (var i = 0; i < count; i++)
            Add(minutes, symbol, (from + (i * minutes * 60_000L)).ToString(CultureInfo.InvariantCulture));
        Execute("COMMIT");
    }

    public void Dispose() => _connection.Dispose();
}
