using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Sqlite.Backups.BackupTests;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>The restore drill: a backup takes the place of a database whose WAL still holds commits.</summary>
public sealed class DatabaseRestoreTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 3, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _database = new();
    private readonly TempDirectory _backups = new();
    private readonly List<string> _rows;
    private readonly List<string> _later;
    private readonly string _identity;

    /// <summary>A backup, then more candles, then a kill: the newest candles are only in the WAL.</summary>
    public DatabaseRestoreTests()
    {
        using (var store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings))
        {
            store.Put(Btc15, Page(Btc15, 0, 1_000));
            using var foreign = _database.Foreign();
            _rows = Rows(foreign);
            _identity = Identity(foreign);
            DatabaseFile.Backup(_database.Settings, Backup, TimeProvider.System, CancellationToken.None);
            store.Checkpoint(CheckpointMode.Truncate);
            store.Put(Btc15, Page(Btc15, 500, 1_000, price: 200));
            _later = Rows(foreign);
            foreach (var suffix in (string[])["", "-wal"])
                File.Copy(_database.Path + suffix, _backups.File("killed.db" + suffix));
        }

        foreach (var suffix in (string[])["", "-wal"])
            File.Move(_backups.File("killed.db" + suffix), _database.Path + suffix, overwrite: true);
        Assert.True(new FileInfo(_database.Path + "-wal").Length > 0);
    }

    private string Backup => _backups.File("backup.db");

    public void Dispose()
    {
        _backups.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void The_restored_database_holds_the_backup_and_the_replaced_one_is_kept_whole()
    {
        var outcome = Restore();

        Assert.Equal(_database.Path + ".replaced-20260131T030000Z", outcome.KeptAs);
        using (var restored = _database.Foreign())
        {
            Assert.Equal(_rows, Rows(restored));
            Assert.Equal("wal", restored.Scalar<string>("PRAGMA journal_mode"));
            Assert.NotEqual(_identity, Identity(restored));
            Assert.Equal("ok", restored.Scalar<string>("PRAGMA integrity_check"));
        }

        using (var kept = new ForeignConnection(outcome.KeptAs!))
            Assert.Equal(_later, Rows(kept));

        // The program takes it over as any file of its own.
        _database.Prepare();
        Assert.Empty(Directory.GetFiles(_database.Directory, "*.partial*"));
    }

    [Fact]
    public void A_dry_run_changes_no_byte()
    {
        var before = Bytes();
        Assert.False(Restore(dryRun: true).Restored);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public void A_restore_changes_nothing_while_a_process_writes_the_database()
    {
        var before = Bytes();
        using var right = DatabaseLock.Acquire(_database.Path);

        Assert.StartsWith("Another process writes the database", Storage.Refused.For(FileRefusal.Lock, () => Restore()), StringComparison.Ordinal);
        Assert.Contains("can be restored when that process is stopped", Refused(BackupFailure.Refused, () => Restore(dryRun: true)), StringComparison.Ordinal);

        Assert.Equal(before, Bytes());
    }

    [Fact]
    public void A_backup_that_was_changed_is_not_restored()
    {
        var bytes = File.ReadAllBytes(Backup);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Backup, bytes);
        var before = Bytes();

        Refused(BackupFailure.Differs, () => Restore());

        Assert.Equal(before, Bytes());
    }

    [Fact]
    public void Candles_of_another_origin_are_not_restored()
    {
        using (var file = _database.Foreign())
            file.Execute("UPDATE meta SET value = 'exchanges' WHERE key = 'market_origin'");
        Assert.Contains("holds candles of the exchanges", Refused(BackupFailure.Refused, () => Restore()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_manifest_is_restored_only_on_demand_and_a_newer_schema_never()
    {
        var plain = _backups.File("plain.db");
        File.Copy(Backup, plain);
        Refused(BackupFailure.Differs, () => Restore(plain));
        Assert.True(Restore(plain, unproved: true).Restored);

        using (var newer = new ForeignConnection(plain))
            newer.Execute($"PRAGMA user_version = {SchemaMigrator.CurrentVersion + 1}");
        Assert.Contains("schema version", Refused(BackupFailure.Refused, () => Restore(plain, unproved: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restore_creates_a_database_that_does_not_exist()
    {
        foreach (var suffix in (string[])["", "-wal"])
            File.Delete(_database.Path + suffix);
        Assert.Null(Restore().KeptAs);
        using var restored = _database.Foreign();
        Assert.Equal(_rows, Rows(restored));
    }

    /// <summary>SIGKILL between the two renames: a start would delete the WAL, and with it commits of the database that was moved aside.</summary>
    [Fact]
    public void A_restore_that_was_killed_while_it_moved_the_old_database_is_completed_by_the_next_one()
    {
        var kept = _database.Path + ".replaced-20260101T000000Z";
        File.Move(_database.Path, kept);

        Assert.Contains("Run the restore again", Storage.Refused.For(FileRefusal.Incomplete, () => _database.Prepare()), StringComparison.Ordinal);
        Assert.Equal(kept, Restore().KeptAs);

        using var old = new ForeignConnection(kept);
        Assert.Equal(_later, Rows(old));
    }

    private RestoreOutcome Restore(string? from = null, bool dryRun = false, bool unproved = false) =>
        DatabaseFile.Restore(_database.Settings, new RestoreOrder(from ?? Backup, dryRun, unproved), new FakeTimeProvider(At), CancellationToken.None);

    private List<string> Bytes() => [.. Directory.GetFiles(_database.Directory)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => $"{file} {FileSync.Sha256(file, CancellationToken.None)}")];

    private static string Identity(ForeignConnection file) => file.Scalar<string>("SELECT value FROM meta WHERE key = 'database_id'");
}
