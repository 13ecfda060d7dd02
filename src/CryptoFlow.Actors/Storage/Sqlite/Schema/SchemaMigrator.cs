using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Budgets;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Commits;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Funding;
using CryptoFlow.Storage.Sqlite.Gaps;
using CryptoFlow.Storage.Sqlite.Replaced;
using CryptoFlow.Storage.Sqlite.Trading;

namespace CryptoFlow.Storage.Sqlite.Schema;

/// <summary>
/// Migrates a file to the schema that this program knows. <c>user_version</c> counts the migrations. All missing migrations and the new version number are one
/// IMMEDIATE transaction, so a file has either the old version or the new one. A file of a newer version is refused and not changed.
/// </summary>
public static class SchemaMigrator
{
    /// <summary>Element n migrates a file from version n to n + 1. Append to this list; never change or remove an element.</summary>
    private static readonly Action<StorageConnection>[] Migrations = [Initial, TradingTables.Create, GapTables.Rebuild, ComparisonTable.Create, TradingTables.AllowAnyStrategy, CommitTable.Create, RevisionTable.Create, BudgetTables.Create, RetentionColumn.Add, LockWaitTable.Create, AddedSeriesTable.Create, FundingTables.Create, FundingTables.SeparateMarkPrices, CommitTable.AddSourceAndDeletions];

    /// <summary>The version that this program writes.</summary>
    public static int CurrentVersion => Migrations.Length;

    /// <summary>Migrates the file. Then creates the tables of newly configured intervals, and missing triggers and indexes.</summary>
    /// <exception cref="FileRefusedException">The file belongs to a newer version or to another program, or a table is missing.</exception>
    public static void Migrate(StorageConnection connection, ImmutableArray<Interval> intervals)
    {
        RefuseWhatIsNotOurs(connection);
        if (connection.QueryInt64("PRAGMA user_version") is var version && version < CurrentVersion)
        {
            // All migrations are one transaction, because neither the old nor the new program could use a file between two versions.
            InTransaction(connection, () =>
            {
                for (var next = (int)version + 1; next <= CurrentVersion; next++)
                    Run(connection, next);
                connection.Execute($"PRAGMA user_version={CurrentVersion}");
            });
        }

        CreateMissing(connection, intervals);
    }

    /// <summary>Creates the tables of newly configured intervals, and missing triggers and indexes, which hold no data.</summary>
    /// <exception cref="FileRefusedException">A table that held data is missing.</exception>
    public static void CreateMissing(StorageConnection connection, ImmutableArray<Interval> intervals) => InTransaction(connection, () =>
    {
        RefuseMissingTables(connection);
        foreach (var interval in intervals)
            CandleTables.Create(connection, interval);
        SchemaObjects.Of(CurrentVersion).CreateMissing(connection);
    });

    /// <summary>The migration that brings a file to <paramref name="version"/>.</summary>
    internal static void Run(StorageConnection connection, int version) => Migrations[version - 1](connection);

    /// <summary>Refuses a file that CryptoFlow may not use. Only reads, so a refused file stays unchanged.</summary>
    public static void RefuseWhatIsNotOurs(StorageConnection connection)
    {
        var version = connection.QueryInt64("PRAGMA user_version");
        if (version > CurrentVersion)
            throw new FileRefusedException(
                FileRefusal.Schema,
                $"The database file has schema version {version}, but this program knows versions up to {CurrentVersion}; use the newer program, or another file.");
        if (version == 0 && connection.QueryInt64("SELECT count(*) FROM sqlite_master") == 0)
            return;

        // The version alone does not prove that the file is a CryptoFlow database, because other programs may use user_version, too.
        if (version < 1 || !SchemaObjects.Of((int)version).AreMostlyIn(connection))
        {
            if (ReplacedSchema.TablesIn(connection).Count > 0)
            {
                throw new FileRefusedException(
                    FileRefusal.Foreign,
                    "The database file is one of the replaced system and stays as it is; choose another path for CryptoFlow:Database:Path, and take its candles over with the command import --db FILE.");
            }

            throw new FileRefusedException(
                FileRefusal.Foreign,
                "The database file holds tables of another program and no CryptoFlow schema; choose another path for CryptoFlow:Database:Path.");
        }

        RefuseMissingTables(connection);
    }

    /// <exception cref="FileRefusedException">A table or a column of the file's version is missing.</exception>
    private static void RefuseMissingTables(StorageConnection connection)
    {
        if (SchemaObjects.Of((int)connection.QueryInt64("PRAGMA user_version")).FindMissingTable(connection) is { } missing)
            throw new FileRefusedException(FileRefusal.Incomplete, missing);
    }

    private static void Initial(StorageConnection connection)
    {
        connection.Execute("""
            CREATE TABLE series (
              id          INTEGER PRIMARY KEY,
              symbol      TEXT    NOT NULL,
              interval    INTEGER NOT NULL,
              row_count   INTEGER NOT NULL DEFAULT 0,
              oldest_time INTEGER,
              newest_time INTEGER,
              version     INTEGER NOT NULL DEFAULT 0,
              UNIQUE (symbol, interval)
            )
            """);
        connection.Execute("""
            CREATE TABLE gaps (
              id             INTEGER PRIMARY KEY,
              symbol         TEXT    NOT NULL,
              interval       INTEGER NOT NULL,
              from_time      INTEGER NOT NULL,
              to_time        INTEGER NOT NULL,
              verdict        TEXT    NOT NULL CHECK (verdict IN ('open', 'repairing', 'confirmed_missing', 'filled')),
              asks           INTEGER NOT NULL DEFAULT 0,
              before_listing INTEGER NOT NULL DEFAULT 0,
              found_at       INTEGER NOT NULL,
              last_asked_at  INTEGER,
              next_ask_at    INTEGER,
              resolved_at    INTEGER
            )
            """);
        connection.Execute("CREATE INDEX gaps_by_series ON gaps (symbol, interval, verdict, from_time)");
        connection.Execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        foreach (var interval in (Interval[])[Interval.M15, Interval.H1, Interval.H4, Interval.D1])
            CandleTables.Create(connection, interval);
    }

    private static void InTransaction(StorageConnection connection, Action work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.RollbackIfOpen();
            throw;
        }
    }
}
