using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>Reads and writes the table <c>meta</c>: the origin of the candles, and the identity of the database.</summary>
internal static class FileContents
{
    /// <summary>Selects the identity of the database, or no row.</summary>
    internal const string SelectIdentity = $"SELECT value FROM meta WHERE key = '{IdentityKey}'";

    private const string OriginKey = "market_origin";
    private const string IdentityKey = "database_id";

    /// <summary>The identity of the database: 128 bits in hexadecimal; null if the file has none yet.</summary>
    public static string? IdentityOf(StorageConnection connection)
    {
        using var select = connection.PrepareOnce(SelectIdentity);
        return select.Step() ? select.GetText(0) : null;
    }

    /// <summary>Sets the identity of the database, and replaces an earlier one.</summary>
    public static void SetIdentity(StorageConnection connection, string identity)
    {
        using var set = connection.PrepareOnce($"INSERT INTO meta (key, value) VALUES ('{IdentityKey}', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1");
        set.Bind(1, identity).Run();
    }

    public static void ClaimOrigin(StorageConnection connection, MarketOrigin origin) =>
        connection.Execute($"INSERT INTO meta (key, value) VALUES ('{OriginKey}', '{NameOf(origin)}') ON CONFLICT DO NOTHING");

    /// <summary>Refuses a file with candles of another origin. A file without a recorded origin is accepted only if it holds no candles.</summary>
    /// <exception cref="FileRefusedException">The file holds candles of another or of an unknown origin.</exception>
    public static void RefuseOtherOriginAtStart(StorageConnection look, string path, MarketOrigin origin)
    {
        // A file of schema version 0 has no tables yet.
        if (look.QueryInt64("PRAGMA user_version") == 0)
            return;
        if (OriginOf(look) is not { } stored)
        {
            if (look.QueryInt64("SELECT count(*) FROM series WHERE row_count > 0") > 0)
                throw new FileRefusedException(FileRefusal.Origin, MissingOrigin(path, origin));
        }
        else if (stored != NameOf(origin))
        {
            throw new FileRefusedException(
                FileRefusal.Origin,
                $"The database {path} holds candles of the {stored}, and this start would add candles of the {NameOf(origin)}; choose another path for CryptoFlow:Database:Path, or move the file away.");
        }
    }

    /// <summary>Refuses the file that is at the path now if its candles are of another origin.</summary>
    /// <exception cref="FileRefusedException">The file holds candles of another or of an unknown origin.</exception>
    public static void RefuseOtherOrigin(StorageConnection connection, string path, MarketOrigin origin)
    {
        if (OriginOf(connection) is not { } stored)
            throw new FileRefusedException(FileRefusal.Origin, MissingOrigin(path, origin));
        if (stored != NameOf(origin))
            throw new FileRefusedException(FileRefusal.Origin, $"The file that is at {path} now holds candles of the {stored}, not of the {NameOf(origin)}; put the right one in its place.");
    }

    private static string MissingOrigin(string path, MarketOrigin origin) =>
        $"The row {OriginKey} of the table meta of the database {path} is missing, so nothing says whose candles the file holds. If they are of the {NameOf(origin)}, put the row back (sqlite3 {path} \"INSERT INTO meta VALUES ('{OriginKey}', '{NameOf(origin)}')\"), else put a backup of the file in its place.";

    /// <summary>The recorded origin of the candles; null if there is none.</summary>
    internal static string? OriginOf(StorageConnection connection)
    {
        using var select = connection.PrepareOnce($"SELECT value FROM meta WHERE key = '{OriginKey}'");
        return select.Step() ? select.GetText(0) : null;
    }

    private static string NameOf(MarketOrigin origin) => origin == MarketOrigin.Simulator ? "simulator" : "exchanges";
}
