using System.Buffers;
using System.Text.Json;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;

namespace CryptoFlow.Benchmarks.References;

/// <summary>The minimal read loop: one prepared query, each row written with Utf8JsonWriter, with the program's JSON names.</summary>
internal sealed class BareReader : IDisposable
{
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Trades = JsonEncodedText.Encode("tradeCount");
    private static readonly JsonEncodedText Clusters = JsonEncodedText.Encode("clusters");
    private static readonly JsonEncodedText[] Values =
        [.. ((string[])["open", "high", "low", "close", "volume", "buyVolume", "sellVolume", "delta"]).Select(n => JsonEncodedText.Encode(n))];

    private readonly StorageConnection _connection;
    private readonly sqlite3_stmt _page;

    public BareReader(string path)
    {
        _connection = StorageConnection.OpenReader(MadeFile.Settings(path));
        _page = Raw.Prepare(
            _connection.Handle,
            $"SELECT {CandleTables.Columns} FROM {CandleTables.NameOf(Interval.M15)} WHERE symbol = ?1 AND time >= ?2 AND time < ?3 ORDER BY time");
    }

    /// <summary>Writes the candles of a range as a JSON array.</summary>
    public void Write(string symbol, long from, long to, IBufferWriter<byte> buffer)
    {
        raw.sqlite3_bind_text(_page, 1, symbol);
        raw.sqlite3_bind_int64(_page, 2, from);
        raw.sqlite3_bind_int64(_page, 3, to);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartArray();
        int result;
        while ((result = raw.sqlite3_step(_page)) == raw.SQLITE_ROW)
        {
            json.WriteStartObject();
            json.WriteNumber(Time, raw.sqlite3_column_int64(_page, 0));
            for (var i = 0; i < Values.Length; i++)
                json.WriteNumber(Values[i], raw.sqlite3_column_double(_page, i + 1));
            json.WriteNumber(Trades, raw.sqlite3_column_int64(_page, Values.Length + 1));
            json.WriteStartObject(Clusters);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (result != raw.SQLITE_DONE)
            throw Raw.Failure(_connection.Handle);
        raw.sqlite3_reset(_page);
        json.WriteEndArray();
        json.Flush();
    }

    public void Dispose()
    {
        _page.Dispose();
        _connection.Dispose();
    }
}
