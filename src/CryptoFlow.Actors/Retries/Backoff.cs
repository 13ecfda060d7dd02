namespace CryptoFlow.Retries;

/// <summary>
/// The delay before a failed request is sent again. It doubles with each failure up to a cap, and has jitter, so that requests that failed
/// together are not retried together. Pure: the same seed and attempt give the same delay.
/// </summary>
/// <param name="First">The delay after the first failure, before jitter.</param>
/// <param name="Cap">The longest delay.</param>
/// <param name="Seed">Seed of the jitter; different for each request.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Cap, int Seed)
{
    /// <summary>
    /// The delay after the <paramref name="attempt"/>-th failure (1 or more): between half of the doubled delay and the full doubled delay.
    /// </summary>
    public TimeSpan Delay(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var doubled = Math.Min(First.TotalMilliseconds * Math.Pow(2, attempt - 1), Cap.TotalMilliseconds);
        var jitter = new Random(unchecked((Seed * 397) ^ attempt)).NextDouble();
        return TimeSpan.FromMilliseconds(doubled * (0.5 + (jitter / 2)));
    }
}
