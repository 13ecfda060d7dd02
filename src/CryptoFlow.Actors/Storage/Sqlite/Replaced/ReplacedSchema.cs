using System.Globalization;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Replaced;

/// <summary>
/// The tables of the replaced system are named <c>candles_&lt;minutes&gt;</c>. They have the columns <c>id</c> and <c>clusters</c>, which the tables of this program
/// do not have.
/// </summary>
internal static class ReplacedSchema
{
    private const string Prefix = "candles_";

    private static readonly string[] Columns =
        ["id", "symbol", "time", "open", "high", "low", "close", "volume", "buy_volume", "sell_volume", "delta", "trade_count", "clusters"];

    /// <summary>The names of the candle tables of the replaced system; empty if the file is not one of that system.</summary>
    public static List<string> TablesIn(StorageConnection connection)
    {
        var columns = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        using var rows = connection.PrepareOnce("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name");
        while (rows.Step())
        {
            var table = rows.GetText(0);
            if (!columns.TryGetValue(table, out var names))
                columns[table] = names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            names.Add(rows.GetText(1));
        }

        return [.. columns.Where(t => t.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && Columns.All(t.Value.Contains)).Select(t => t.Key)];
    }

    /// <summary>The interval of a table, if it can be stored.</summary>
    public static bool TryGetInterval(string table, out Interval interval)
    {
        interval = default;
        return int.TryParse(table[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && new Timeframe(Math.Clamp(minutes, 1, Timeframe.MaxMinutes)).TryGetInterval(out interval)
            && interval.Minutes == minutes;
    }
}
