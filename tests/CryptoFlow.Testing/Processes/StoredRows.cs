namespace CryptoFlow.Testing.Processes;

/// <summary>Reads every candle of a file, with all its columns, as one line of text. Tests compare the lines to detect lost or changed candles.</summary>
public static class StoredRows
{
    /// <summary>The candles that another program can read now. Empty if the file or its tables do not exist yet.</summary>
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
    /// <param name="minutes">The interval, minutes.</param>
    /// <param name="symbol">The symbol as the file stores it: <c>BINANCE:BTCUSDT</c>.</param>
    /// <param name="condition">An additional SQL condition that begins with <c>AND</c>.</param>
    public static List<Candle> Candles(ForeignConnection file, int minutes, string symbol, string condition = "") => file.Query(
        $"""
        SELECT time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM candles_{minutes}
        WHERE symbol = '{symbol}' {condition} ORDER BY time
        """,
        row => new Candle(
            row.GetInt64(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5),
            row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetInt64(9)));
}
