using CryptoFlow.Storage.Schema;
using CryptoFlow.Storage.Sqlite;
using SQLitePCL;

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
                using var look = StorageConnection.OpenReader(settings);
                SchemaMigrator.RefuseWhatIsNotOurs(look);
                if (look.QueryInt64("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'") > 0)
                    RefuseOtherOrigin(look, settings.Path, origin);
            }

            using var connection = StorageConnection.OpenOrCreate(settings);
            SchemaMigrator.Migrate(connection, settings.Intervals);
            ClaimOrigin(connection, origin);
            return writerLock;
        }
        catch (StorageException e)
        {
            writerLock.Dispose();
            throw new StartRefusedException(Explain(e, settings));
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// To be called before the file is opened again under a running program: another may have been put in its place. What is not ours
    /// is only looked at.
    /// </summary>
    /// <param name="settings">The file.</param>
    /// <param name="origin">What <see cref="OriginOf"/> said of the file that was there before, or null.</param>
    /// <exception cref="StartRefusedException">It may not be written.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    internal static void CheckAgain(StorageSettings settings, string? origin)
    {
        using var look = StorageConnection.OpenReader(settings);
        SchemaMigrator.RefuseWhatIsNotOurs(look);
        if (look.QueryInt64("PRAGMA user_version") != SchemaMigrator.CurrentVersion)
            throw new StartRefusedException($"The file that is at {settings.Path} now has an older schema or none; the next start of the program brings it up to date.");
        if (origin is not null && OriginOf(look) is var found && found != origin)
            throw new StartRefusedException($"The file that is at {settings.Path} now holds candles of the {found}, not of the {origin}; put the right one in its place.");
    }

    /// <summary>Whose candles the file holds, by name; empty where it does not say.</summary>
    internal static string OriginOf(StorageConnection connection) =>
        connection.QueryText($"SELECT ifnull(max(value), '') FROM meta WHERE key = '{OriginKey}'");

    private static string Explain(StorageException failure, StorageSettings settings) => failure switch
    {
        { Code: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            $"Another program has held the write lock of the database {settings.Path} for longer than CryptoFlow:Database:BusyTimeoutMs ({settings.BusyTimeout.TotalMilliseconds} ms); end it, or start again when it is done.",
        { Code: raw.SQLITE_FULL } or { ExtendedCode: raw.SQLITE_IOERR_SHMSIZE } =>
            $"The disk of the database {settings.Path} is full: {failure.Message}; make room and start again.",
        { IsDamage: true } =>
            $"The database {settings.Path} cannot be opened: {failure.Message}; put a backup in its place, or move it away, with its -wal and -shm, to collect everything anew.",
        _ => $"The database {settings.Path} cannot be opened: {failure.Message}",
    };

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
