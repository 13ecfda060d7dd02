using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage;

/// <summary>
/// The store as its only writer uses it. Opened by an <see cref="IWriteStoreSource"/>, which takes the right to write first. No second writer is open at the
/// same time, in this process or in another.
/// </summary>
/// <remarks>
/// Used by the writer's thread alone. A call that throws <see cref="StoreException"/> has stored nothing. <see cref="WriteFailures"/> says for each
/// <see cref="StoreFailure"/> whether the connection may be used on.
/// </remarks>
public interface IWriteStore : IDisposable
{
    /// <summary>The version of the store's schema, for the log.</summary>
    int SchemaVersion { get; }

    /// <summary>
    /// The epoch of this store, which its opening has raised, and the newest published commit. Each write and each checkpoint throws
    /// <see cref="StoreFailure.Fenced"/>, and stores nothing, once another store was opened for writing. Each change of candles, and each step of a trader that
    /// is not quiet, is a commit with the next number; it is in the log of the last commits if and only if it is stored.
    /// </summary>
    CommitHead Head { get; }

    /// <summary>
    /// Stores one page of candles: inserts new candles, updates those that differ, leaves the others. Isolation: one transaction, together with the series'
    /// counts, its version, the former values of updated candles (revisions) and the record of a comparison. Idempotent: the same page again changes nothing and says so. A page that breaks its contract is
    /// answered with <see cref="WriteRefusal.Invalid"/>, a page of a series that was removed with <see cref="WriteRefusal.NotAdded"/>; the store is not touched.
    /// Errors and thread: as above.
    /// </summary>
    WriteResult Store(WriteCandles message);

    /// <summary>
    /// Deletes rows of one series and keeps their values as revisions. Isolation: one transaction, together with the series' counts and version. Idempotent: a
    /// row that is not there is left out. Errors and thread: as above.
    /// </summary>
    WriteResult Delete(DeleteCandles message);

    /// <summary>
    /// Stores funding rates of one contract, and the range of times in which none is missing. Isolation: one transaction. Idempotent: the same rates again change
    /// nothing and say so. A message that breaks its contract is answered with <see cref="WriteRefusal.Invalid"/>. Errors and thread: as above.
    /// </summary>
    WriteResult Store(WriteFundingRates message);

    /// <summary>
    /// Takes one step of retention (Storage/DESIGN.md). Removes candles of at most one series, together with its counts, its version, the comparisons and the rows of
    /// the gap ledger before its new boundary; keeps no revisions. Isolation: one transaction. Idempotent: once nothing is left to remove, it changes nothing and
    /// says so. Errors and thread: as above.
    /// </summary>
    WriteResult Remove(RemoveOldCandles message);

    /// <summary>
    /// Updates the gap ledger of one series, for a first part of the searched range. Isolation: one transaction with the count of the asks. Idempotent by (run,
    /// pass, part): a part that comes again counts no ask twice. A series that was removed is answered with <see cref="WriteRefusal.NotAdded"/>. Errors and thread:
    /// as above.
    /// </summary>
    WriteResult Record(RecordGaps message);

    /// <summary>
    /// Records the step of a paper trader: signal, trades, equity and progress. Isolation: one transaction, all or nothing. A step that was recorded before is
    /// acknowledged again and not recorded twice; a step that does not follow the last recorded one is refused. Errors and thread: as above.
    /// </summary>
    WriteResult Record(RecordTraderStep message);

    /// <summary>
    /// Adds and removes series that are collected beside those of the configuration. Isolation: one transaction with the ledger rows of removed series.
    /// Idempotent: a series that is there, or gone, is left as it is. Errors and thread: as above.
    /// </summary>
    WriteResult Change(ChangeAddedSeries message);

    /// <summary>
    /// Gives the request budget of an exchange to another owner, and says what the owner before may have used. Isolation: one transaction. Idempotent by the owner.
    /// Errors and thread: as above.
    /// </summary>
    WriteResult Take(TakeBudget message);

    /// <summary>
    /// Records what the owner of a request budget may use. Isolation: one transaction. Idempotent by the lease's number; a lease of an owner from which the budget
    /// was taken is refused. Errors and thread: as above.
    /// </summary>
    WriteResult Lease(LeaseBudget message);

    /// <summary>
    /// Records lock waits by hour, and deletes the record of hours that are too old. Isolation: one transaction. Idempotent: a row holds the sums of its run, and
    /// the newest message of a run counts. Errors and thread: as above.
    /// </summary>
    WriteResult Record(RecordLockWaits message);

    /// <summary>
    /// Moves what was committed from the write-ahead log into the database file. Isolation: none needed; readers see the same before and after. If a reader or
    /// another program keeps part of the log from being moved, the outcome says <see cref="CheckpointOutcome.Busy"/>, and nothing is thrown. A store without a log
    /// returns an outcome without pages. Errors: <see cref="StoreException"/> for anything but a lock. Thread: as above.
    /// </summary>
    CheckpointOutcome Checkpoint(CheckpointMode mode);

    /// <summary>
    /// Checks that the open store is still the one at its place, that this process still has the right to write, and whether another program has committed;
    /// after such a commit, that everything that CryptoFlow needs is still there. Each transaction checks the same. Errors:
    /// <see cref="StoreFailure.Moved"/>, <see cref="StoreFailure.Fenced"/>, <see cref="StoreFailure.RightLost"/>, <see cref="StoreFailure.Refused"/>. Thread: as above.
    /// </summary>
    void CheckInPlace();

    /// <summary>Proves by a change that the store can be written: a transaction that changes nothing succeeds even on a disk that refuses writes.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    void ProveWritable();

    /// <summary>True if another program has committed since the last call of this method. Never throws.</summary>
    bool TakeForeignCommit();

    /// <summary>The time spent waiting for locks of other connections since the last call of this method. Never throws.</summary>
    LockWait TakeLockWait();
}

/// <summary>Where the writer opens its store, again after each failure that closed it.</summary>
public interface IWriteStoreSource
{
    /// <summary>Takes the right to write, if this process does not have it, and opens the store. Migrates an older schema. Thread: the writer's.</summary>
    /// <param name="givingUp">Ends a wait for another program's lock at once, because the program stops.</param>
    /// <exception cref="StoreException">
    /// The store is not there, cannot be opened, or may not be written by this process. <see cref="StoreFailure.RightElsewhere"/>: another process writes it.
    /// </exception>
    IWriteStore Open(CancellationToken givingUp);

    /// <summary>
    /// Gives the right to write back, if this process has it. To be called when the store is closed and the writer will not open it again. Thread: the writer's.
    /// Never throws.
    /// </summary>
    void Release();

    /// <summary>Whether another program may have the store open now. The writer then leaves the lock free from time to time. Any thread. Never throws.</summary>
    bool MayOthersUse();
}
