namespace CryptoFlow.Storage;

/// <summary>The waits for locks of other connections within one hour, over all connections of this program.</summary>
/// <param name="Hour">Begin of the hour, ms UTC.</param>
/// <param name="Waits">Transactions and queries that had to wait.</param>
/// <param name="Timeouts">How many of them did not get the lock.</param>
/// <param name="TotalMs">The sum of the waits, ms.</param>
/// <param name="MaxMs">The longest wait, ms.</param>
public readonly record struct LockWaitHour(long Hour, long Waits, long Timeouts, double TotalMs, double MaxMs)
{
    public const long Ms = 60 * 60 * 1000;

    /// <summary>The begin of the hour that contains a time, ms UTC.</summary>
    public static long Of(long time) => time - (time % Ms);
}
