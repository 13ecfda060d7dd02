using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Decides how long an HTTP request waits for a writer that may be away. On a node without the writer, the newest report of the storage monitor shows whether the
/// writer can be reached: the report comes every 2 s, by the same way as the writer's replies, and also while the writer is busy. Pure.
/// </summary>
internal static class WriterReach
{
    /// <summary>
    /// A request is given up when it has waited for this time and no report has come for this time. This time is longer than a planned move of the writer (3 s), so
    /// that the next writer can reply, and longer than two report periods.
    /// </summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(5);

    /// <summary>Time until the next check. If it is zero or negative, the request is given up.</summary>
    /// <param name="newest">This process's newest snapshot; null before the first.</param>
    /// <param name="waited">How long the request has waited.</param>
    /// <param name="time">The clock.</param>
    public static TimeSpan WaitFor(ShownHealth? newest, TimeSpan waited, TimeProvider time)
    {
        var silence = newest?.Health.Storage.Place switch
        {
            StoragePlace.Elsewhere => newest.AgeBy(time),
            StoragePlace.Unknown => GivenUpAfter,
            _ => TimeSpan.Zero,
        };
        return GivenUpAfter - (waited < silence ? waited : silence);
    }
}
