using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>The scheduled backups of a database, in one directory.</summary>
/// <param name="settings">The database.</param>
/// <param name="directory">The directory of the backups. Created if it does not exist.</param>
/// <param name="keep">How many backups are kept.</param>
/// <param name="board">Shows the storage monitor that a backup holds a snapshot.</param>
/// <param name="time">The clock.</param>
internal sealed class SqliteBackupStore(StorageSettings settings, string directory, int keep, ReaderBoard board, TimeProvider time) : IBackupStore
{
    public (string Path, BackupManifest Manifest)? FindNewest()
    {
        try
        {
            foreach (var path in Enumerable.Reverse(BackupFiles.Of(directory, settings.Path)))
            {
                try
                {
                    return (path, BackupManifest.Read(path));
                }
                catch (BackupException)
                {
                    // A file without a sound manifest is not proved. An older file may be proved.
                }
            }

            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupFailure.File, $"The directory of the backups {directory} cannot be read: {failure.Message}");
        }
    }

    public ProvedBackup Make(CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(directory);
            BackupFiles.DeleteLeftoversOf(directory, settings.Path);
            var made = BackupMaker.Make(settings, BackupFiles.NameFor(directory, settings.Path, time.GetUtcNow()), time, board, cancellation);
            BackupFiles.Prune(directory, settings.Path, keep);
            return made;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupFailure.File, $"The directory of the backups {directory} cannot be used: {failure.Message}");
        }
    }
}
