namespace CryptoFlow.Retries;

/// <summary>How often a client sends a request, and how long it waits. All clients of the readers and of the writer use one of these policies.</summary>
/// <param name="Attempts">Maximum number of tries, at least 1.</param>
/// <param name="TimeForTry">Time for the reply to one try. The request carries it as its remaining time.</param>
/// <param name="Backoff">The pauses between the tries.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan TimeForTry, Backoff Backoff)
{
    private const int UntilCancelled = int.MaxValue;

    /// <summary>Later pauses are at the cap of the back-off; this keeps the doubling within a double.</summary>
    private const int LastDoubling = 20;

    /// <summary>One try. For a request whose client decides itself whether to send it again.</summary>
    public static RetryPolicy Once(TimeSpan timeForTry) => new(1, timeForTry, default);

    /// <summary>Reads of background work: searches, sweeps, traders and backtests. Gives up after about ten seconds of refusals.</summary>
    /// <param name="seed">Seed of the jitter.</param>
    public static RetryPolicy BackgroundRead(int seed) =>
        new(8, TimeSpan.FromSeconds(20), new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), seed));

    /// <summary>
    /// Writes that must not be lost: sent until the writer acknowledges them or refuses them for good. The time for a try is longer than the default busy
    /// timeout (5 s), so a message that waits for another program's lock does not time out at its sender. With a longer busy timeout configured, a message may be
    /// sent again while the first try still waits, which is harmless.
    /// </summary>
    /// <param name="seed">Seed of the jitter.</param>
    public static RetryPolicy UntilStored(int seed) =>
        new(UntilCancelled, TimeSpan.FromSeconds(30), new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), seed));

    /// <summary>Pauses after a failed try.</summary>
    /// <param name="attempt">The number of the try, from 1.</param>
    /// <param name="time">The clock of the pause.</param>
    /// <param name="cancellation">Ends the pause; then this throws.</param>
    internal Task PauseAsync(int attempt, TimeProvider time, CancellationToken cancellation) =>
        Task.Delay(Backoff.Delay(Math.Min(attempt, LastDoubling)), time, cancellation);
}
