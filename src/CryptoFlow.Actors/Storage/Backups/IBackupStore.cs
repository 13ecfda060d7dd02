namespace CryptoFlow.Storage.Backups;

/// <summary>A proved backup.</summary>
/// <param name="Path">The file.</param>
/// <param name="Manifest">The contents of the file.</param>
/// <param name="SnapshotTime">How long the copy held its snapshot of the database.</param>
/// <param name="Time">The time for copy and proof together.</param>
public sealed record ProvedBackup(string Path, BackupManifest Manifest, TimeSpan SnapshotTime, TimeSpan Time);

/// <summary>The store that makes the scheduled backups of the database. Used by one thread at a time; every call blocks on the disk.</summary>
public interface IBackupStore
{
    /// <summary>The newest backup in the directory by the time of its snapshot, with its manifest; null if there is none. Does not read the backup itself.</summary>
    /// <exception cref="BackupException">The directory cannot be read.</exception>
    (string Path, BackupManifest Manifest)? FindNewest();

    /// <summary>
    /// Makes a backup, proves it, renames it to its final name, and deletes the oldest backups beyond the number to keep. Also deletes the files that a killed run
    /// has left. A failed backup leaves no file. Takes no lock that the writer needs.
    /// </summary>
    /// <exception cref="BackupException">No backup was made.</exception>
    /// <exception cref="OperationCanceledException">The program stops.</exception>
    ProvedBackup Make(CancellationToken cancellation);
}
