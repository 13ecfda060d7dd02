namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// Prepares the file before any actor exists: checks the engine, takes the lock, migrates the schema. It finds every reason to refuse a start and reports it in one
/// sentence, so that the writer can open the file afterwards.
/// </summary>
public static class DatabaseStartup
{
    /// <returns>The right to write, to be disposed when the writer has closed the file.</returns>
    /// <exception cref="FileRefusedException">The start is refused. A file that is refused for its contents is unchanged.</exception>
    public static DatabaseGuard Prepare(StorageSettings settings, MarketOrigin origin)
    {
        var guard = new DatabaseGuard(settings, origin);
        guard.Start();
        return guard;
    }
}
