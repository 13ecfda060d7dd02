namespace CryptoFlow.Storage.Sqlite;

/// <summary>The <c>-wal</c> or the <c>-shm</c> at the path is not the file that the connection has open.</summary>
public sealed class WalLostException(string path) : StoreException(
    StoreFailure.FilesLost,
    $"{path} was deleted or replaced under the program; what it held is moved into the database, and the program has to be started again, since other programs no longer see its locks.");
