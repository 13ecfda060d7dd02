using System.Collections.Immutable;

namespace CryptoFlow.Storage.Writer;

/// <content>The record of lock waits by hour.</content>
public static partial class WriterProtocol
{
    /// <summary>
    /// Records the lock waits of one run of the program by hour. Each hour has the sums of the run so far, so the same message sent twice changes nothing.
    /// Answered with <see cref="LockWaitsRecorded"/>.
    /// </summary>
    /// <param name="Id">Identifies this try.</param>
    /// <param name="Run">When the run began, ms UTC. It names the run.</param>
    /// <param name="Hours">At most <see cref="MostHours"/>, ascending.</param>
    /// <param name="Remaining">See <see cref="IWriteMessage"/>.</param>
    public sealed record RecordLockWaits(WriteId Id, long Run, ImmutableArray<LockWaitHour> Hours, TimeSpan Remaining) : IWriteMessage<LockWaitsRecorded>
    {
        public const int MostHours = 100;

        public WriteLane Lane => WriteLane.Ledger;
    }

    /// <summary>The hours are committed.</summary>
    public sealed record LockWaitsRecorded(WriteId Id) : IWriteReply;
}
