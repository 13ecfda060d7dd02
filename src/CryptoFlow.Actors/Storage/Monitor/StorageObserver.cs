namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// The key in the actor registry of the actor that receives each <see cref="StorageObserved"/>. The storage does not know this actor. The monitoring registers it.
/// </summary>
public sealed class StorageObserver
{
    private StorageObserver()
    {
    }
}
