namespace CryptoFlow.Storage.Guard;

/// <summary>
/// What happens to the file before any actor exists: engine checked, lock taken, schema migrated. Everything that can
/// refuse a start does so here, with one sentence; the writer that opens the file afterwards finds it in order.
/// </summary>
public static class DatabaseStartup
{
    /// <returns>The right to write, to be disposed when the writer has closed the file.</returns>
    /// <exception cref="FileRefusedException">The start is refused; nothing was changed by a refusal for what the file holds.</exception>
    public static DatabaseGuard Prepare(StorageSettings settings, MarketOrigin origin)
    {
        var guard = new DatabaseGuard(settings, origin);
        guard.Start();
        return guard;
    }
}
