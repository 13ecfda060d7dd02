using System.Collections.Immutable;

namespace CryptoFlow.Storage.Readers;

/// <content>The record of lock waits by hour.</content>
public static partial class ReaderProtocol
{
    /// <summary>The lock waits by hour, over all runs of the program. Answered with <see cref="LockWaitsRead"/>.</summary>
    /// <param name="From">Only hours that begin at or after this time, ms UTC.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadLockWaits(long From, TimeSpan Remaining) : IReadMessage<LockWaitsRead>
    {
        /// <summary>Maximum number of hours in one answer: 15 days. The oldest hours are left out.</summary>
        public const int MostHours = 360;

        public string Kind => "lock_waits";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the lock waits by hour";
    }

    /// <summary>The hours in which the program ran, ascending.</summary>
    public sealed record LockWaitsRead(ImmutableArray<LockWaitHour> Hours) : IReadReply;
}
