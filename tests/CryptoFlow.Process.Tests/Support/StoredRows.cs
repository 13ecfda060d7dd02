namespace CryptoFlow.Processes.Support;

/// <summary>Every candle of a file with all its columns, as one line of text each: what must not be lost can be compared.</summary>
internal static class StoredRows
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
}
