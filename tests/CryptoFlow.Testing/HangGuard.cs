namespace CryptoFlow.Testing;

/// <summary>
/// The longest wait of a test for an event. It only ends a test that would hang, so it is far longer than the wait on a busy machine. No test is about this time.
/// </summary>
public static class HangGuard
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(Seconds);

    private const int Seconds = 180;
}
