namespace CryptoFlow.Collectors;

/// <summary>
/// The key in the actor registry of the actor that receives each <see cref="CollectorProtocol.CollectorReported"/>. The collectors do not know which actor that
/// is; the monitoring registers its own.
/// </summary>
public sealed class CollectorObserver
{
    private CollectorObserver()
    {
    }
}
