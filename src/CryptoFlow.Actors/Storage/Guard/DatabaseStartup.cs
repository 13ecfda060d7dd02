using CryptoFlow.Storage.Schema;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Storage.Guard;

/// <summary>Whose candles a file holds, so that invented ones are never mixed with real ones.</summary>
public enum MarketOrigin
{
    /// <summary>Of the exchanges at their configured addresses.</summary>
    Exchanges,

    /// <summary>Of the built-in simulator (<c>--demo</c>).</summary>
    Simulator,
}

/// <summary>
/// What happens to the file before any actor exists: engine checked, lock taken, schema migrated. Everything that can
/// refuse a start does so here, with one sentence; the writer that opens the file afterwards finds it in order.
/// </summary>
public static class DatabaseStartup
{
    private const string OriginKey = "market_origin";

    /// <returns>The lock, to be disposed when the writer has closed the file.</returns>
    /// <exception cref="StartRefusedException">The start is refused; nothing was changed by a refusal for what the file holds.</exception>
    public static DatabaseLock Prepare(StorageSettings settings, MarketOrigin origin)
    {
        EngineGuard.Check(settings.Path);
        var writerLock = DatabaseLock.Acquire(settings.Path);
        try
        {
            if (File.Exists(settings.Path))
            {
                using var look = StorageConnection.OpenReader(ConnectionRole.Writer, settings);
                SchemaMigrator.RefuseWhatIsNotOurs(look);
                if (look.QueryInt64("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'") > 0)
                    RefuseOtherOrigin(look, settings.Path, origin);
            }

            using var connection = StorageConnection.OpenWriter(settings);
            SchemaMigrator.Migrate(connection, settings.Intervals);
            ClaimOrigin(connection, origin);
            return writerLock;
        }
        catch (StorageException e)
        {
            writerLock.Dispose();
            throw new StartRefusedException($"The database {settings.Path} cannot be opened: {e.Message}");
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    private static void ClaimOrigin(StorageConnection connection, MarketOrigin origin) =>
        connection.Execute($"INSERT INTO meta (key, value) VALUES ('{OriginKey}', '{NameOf(origin)}') ON CONFLICT DO NOTHING");

    private static void RefuseOtherOrigin(StorageConnection connection, string path, MarketOrigin origin)
    {
        var stored = connection.QueryText($"SELECT ifnull(max(value), '{NameOf(origin)}') FROM meta WHERE key = '{OriginKey}'");
        if (stored != NameOf(origin))
            throw new StartRefusedException(
                $"The database {path} holds candles of the {stored}, and this start would add candles of the {NameOf(origin)}; choose another path for CryptoFlow:Database:Path, or move the file away.");
    }

    private static string NameOf(MarketOrigin origin) => origin == MarketOrigin.Simulator ? "simulator" : "exchanges";
}
