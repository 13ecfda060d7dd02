namespace CryptoFlow.Exchanges;

/// <summary>
/// How long to wait before a failed request is sent again: doubling, capped, with jitter so that requests which failed
/// together do not come back together. Pure: the same seed and attempt give the same delay.
/// </summary>
/// <param name="First">The delay after the first failure, before jitter.</param>
/// <param name="Cap">No delay is longer.</param>
/// <param name="Seed">Tells one request's jitter from another's.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Cap, int Seed)
{
    /// <summary>The delay after the <paramref name="attempt"/>-th failure (1 or more): between half of the doubled delay and all of it.</summary>
    public TimeSpan Delay(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var doubled = Math.Min(First.TotalMilliseconds * Math.Pow(2, attempt - 1), Cap.TotalMilliseconds);
        var jitter = new Random(unchecked((Seed * 397) ^ attempt)).NextDouble();
        return TimeSpan.FromMilliseconds(doubled * (0.5 + (jitter / 2)));
    }
}
