using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Opens read-only connections whose statements end when the work is cancelled. A single statement may take long: <c>integrity_check</c> reads the whole file.
/// </summary>
internal static class CancellableReads
{
    private const int InstructionsBetweenLooks = 2_000;

    /// <exception cref="SqliteStoreException">The file cannot be opened.</exception>
    public static StorageConnection Open(StorageSettings settings, CancellationToken cancellation) =>
        StorageConnection.OpenReader(settings, cancellation).HandOver(connection =>
        {
            raw.sqlite3_progress_handler(connection.Handle, InstructionsBetweenLooks, _ => cancellation.IsCancellationRequested ? 1 : 0, null);
            return connection;
        });

    /// <summary>True if SQLite ended a statement because the work is cancelled.</summary>
    public static bool IsCancelled(SqliteStoreException failure, CancellationToken cancellation) =>
        failure.Failure == StoreFailure.Interrupted && cancellation.IsCancellationRequested;
}
