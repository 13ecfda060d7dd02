namespace CryptoFlow.Collectors;

/// <summary>
/// The key in the actor registry of the actor that receives each <see cref="CollectorProtocol.CollectorReported"/>. The collectors do not know that actor; the
/// monitoring registers it.
/// </summary>
public sealed class CollectorObserver
{
    private CollectorObserver()
    {
    }
}
