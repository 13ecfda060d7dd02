using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// The column <c>series.kept_from</c>: the open time before which candles of the series are no longer kept. The writer, the search for holes, the gap ledger,
/// <c>asOf</c> and <c>verify</c> all use this boundary.
/// </summary>
internal static class RetentionColumn
{
    private const string Name = "kept_from";

    public static void Add(StorageConnection connection) => connection.Execute($"ALTER TABLE series ADD COLUMN {Name} INTEGER");

    /// <summary>The column, or NULL in a file of an older schema, which a command may read.</summary>
    public static string Of(StorageConnection connection) =>
        connection.QueryInt64($"SELECT count(*) FROM pragma_table_info('series') WHERE name = '{Name}'") > 0 ? Name : "NULL";
}
