using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Storage;

/// <summary>
/// The store as one reader uses it: a connection that cannot write, opened by an <see cref="OpenReadStore"/>. Any number of readers may be open beside the
/// writer; none of them makes the writer wait.
/// </summary>
/// <remarks>Used by one thread at a time. After an exception other than <see cref="StoreFailure.Interrupted"/> the caller closes it and opens another.</remarks>
public interface IReadStore : IDisposable
{
    /// <summary>
    /// Answers one query. Isolation: the whole answer comes from one snapshot, which contains every commit that was acknowledged before the call. The snapshot ends
    /// with the call, so an idle reader does not prevent a WAL reset. Errors: <see cref="StoreException"/>; <see cref="StoreFailure.Interrupted"/> if the deadline
    /// passed or the monitor cut <paramref name="running"/> while the query ran. The query then ends within a millisecond of the reader's processor time. Thread:
    /// the caller's; the call may block on the disk.
    /// </summary>
    /// <param name="query">A query of <see cref="ReaderProtocol"/>.</param>
    /// <param name="deadline">When the asker stops waiting.</param>
    /// <param name="running">The handle by which the monitor may interrupt the query; null if the monitor may not interrupt it.</param>
    /// <returns>The answer of the query's type; never a refusal.</returns>
    IReadReply Answer(IReadMessage query, Deadline deadline, RunningQuery? running = null);

    /// <summary>The time spent waiting for locks of other connections since the last call of this method. Never throws.</summary>
    LockWait TakeLockWait();
}

/// <summary>Opens the store for a reader.</summary>
/// <param name="givingUp">Interrupts a running query and a wait for a lock, because the program stops.</param>
/// <exception cref="StoreException">The store is not there or cannot be read.</exception>
public delegate IReadStore OpenReadStore(CancellationToken givingUp);
