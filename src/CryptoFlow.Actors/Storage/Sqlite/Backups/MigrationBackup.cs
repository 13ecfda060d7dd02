using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Backs up a database before its schema is migrated, because an older program cannot read the migrated file. A file without candles is not backed up, because it
/// has no data that would be lost.
/// </summary>
internal static class MigrationBackup
{
    /// <param name="look">A read-only connection to the database.</param>
    /// <param name="settings">The database, and where the backup is put.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FileRefusedException">No backup was made, so the start is refused. The database is unchanged.</exception>
    public static void MakeIfNeeded(StorageConnection look, StorageSettings settings, TimeProvider time)
    {
        var version = look.QueryInt64("PRAGMA user_version");
        if (settings.MigrationBackups is not { } directory || version == 0 || version == SchemaMigrator.CurrentVersion)
            return;
        if (look.QueryInt64("SELECT count(*) FROM series WHERE row_count > 0") == 0)
            return;
        try
        {
            Directory.CreateDirectory(directory);
            var name = $"{Path.GetFileNameWithoutExtension(settings.Path)}.schema-{version}";
            BackupFiles.DeleteLeftoversOf(directory, name + ".db");
            BackupMaker.Make(settings, BackupFiles.NameFor(directory, name + ".db", time.GetUtcNow()), time);
        }
        catch (Exception failure) when (failure is BackupException or IOException or UnauthorizedAccessException)
        {
            throw new FileRefusedException(
                FileRefusal.Schema,
                $"The schema of the database {settings.Path} is migrated only after a backup, and the backup failed: {failure.Message} CryptoFlow:Backup:Directory names another directory; CryptoFlow:Backup:BeforeMigration=false migrates without a backup.");
        }
    }
}
