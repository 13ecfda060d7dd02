using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Testing;

/// <summary>Prepares a database file as a start of the program does: checks the engine, takes the lock, creates or migrates the file.</summary>
public static class PreparedDatabase
{
    /// <returns>The right to write the file. The caller disposes of it.</returns>
    /// <exception cref="FileRefusedException">The start is refused. A file that is refused for its contents is unchanged.</exception>
    public static DatabaseGuard Prepare(StorageSettings settings, MarketOrigin origin)
    {
        var guard = new DatabaseGuard(settings, origin);
        guard.Start();
        return guard;
    }
}
