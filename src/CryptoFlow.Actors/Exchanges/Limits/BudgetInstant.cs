namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// One moment on two clocks. <paramref name="Elapsed"/> is monotonic (sliding windows, pauses). <paramref name="UtcMs"/> (ms UTC) may be set by
/// the system and is used only if an exchange counts by the minute of the clock.
/// </summary>
internal readonly record struct BudgetInstant(TimeSpan Elapsed, long UtcMs)
{
    public BudgetInstant Add(TimeSpan time) => new(Elapsed + time, UtcMs + (long)time.TotalMilliseconds);
}

/// <summary>Reads both clocks of a <see cref="TimeProvider"/> at once.</summary>
internal sealed class BudgetClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public BudgetInstant Now => new(time.GetElapsedTime(_start), time.GetUtcNow().ToUnixTimeMilliseconds());
}
