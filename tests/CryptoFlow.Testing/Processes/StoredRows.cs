namespace CryptoFlow.Testing.Processes;

/// <summary>Every candle of a file with all its columns, as one line of text each: what must not be lost can be compared.</summary>
public static class StoredRows
{
    /// <summary>What another program reads now; nothing where the file or its tables are not there yet.</summary>
    public static HashSet<string> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        using var file = new ForeignConnection(path, readOnly: true);
        return Read(file);
    }

    public static HashSet<string> Read(ForeignConnection file)
    {
        var tables = file.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'candles\\_%' ESCAPE '\\'", row => row.GetString(0));
        return
        [
            .. tables.SelectMany(table => file.Query(
                $"SELECT symbol, time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM {table}",
                row => $"{table} {string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetValue))}")),
        ];
    }

    /// <summary>The candles of a series, oldest first.</summary>
    /// <param name="file">The file.</param>
    /// <param name="minutes">The interval.</param>
    /// <param name="symbol">As in the file: <c>BINANCE:BTCUSDT</c>.</param>
    /// <param name="condition">More to hold, from <c>AND</c> on.</param>
    public static List<Candle> Candles(ForeignConnection file, int minutes, string symbol, string condition = "") => file.Query(
        $"""
        SELECT time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM candles_{minutes}
        WHERE symbol = '{symbol}' {condition} ORDER BY time
        """,
        row => new Candle(
            row.GetInt64(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5),
            row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetInt64(9)));
}
