using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage;

/// <summary>
/// The store as its only writer uses it. Opened by an <see cref="IWriteStoreSource"/>, which takes the right to write first. No second writer is open at the
/// same time, in this process or in another.
/// </summary>
/// <remarks>
/// Used by the writer's thread alone. A call that throws <see cref="StoreException"/> has stored nothing. <see cref="WriteFailures"/> decides for each
/// <see cref="StoreFailure"/> whether the writer may continue to use the connection.
/// </remarks>
public interface IWriteStore : IDisposable
{
    /// <summary>The version of the store's schema, for the log.</summary>
    int SchemaVersion { get; }

    /// <summary>
    /// The epoch that the opening of this store has created, and the newest published commit. After another writer has opened the store, each write and each
    /// checkpoint throws <see cref="StoreFailure.Fenced"/> and stores nothing. Each change of candles, and each step of a trader that is not quiet, is a commit with
    /// the next number. The commit is in the log if and only if the change is stored.
    /// </summary>
    CommitHead Head { get; }

    /// <summary>
    /// Stores one page of candles: inserts new candles, updates candles that differ, and leaves the others unchanged. Isolation: one transaction, together with the
    /// series' counts, its version, the former values of updated candles (revisions) and the record of a comparison. Idempotent: the same page again changes
    /// nothing, and the reply says so. The reply to a page that breaks its contract is <see cref="WriteRefusal.Invalid"/>, the reply to a page of a removed series
    /// is <see cref="WriteRefusal.NotAdded"/>. Both change nothing. Errors and thread: as above.
    /// </summary>
    WriteResult Store(WriteCandles message);

    /// <summary>
    /// Deletes rows of one series and keeps their values as revisions. Isolation: one transaction, together with the series' counts and version. Idempotent: an open
    /// time without a row is ignored. Errors and thread: as above.
    /// </summary>
    WriteResult Delete(DeleteCandles message);

    /// <summary>
    /// Stores funding rates of one contract, and the range of times without a missing rate. Isolation: one transaction. Idempotent: the same rates again change
    /// nothing, and the reply says so. The reply to a message that breaks its contract is <see cref="WriteRefusal.Invalid"/>. Errors and thread: as above.
    /// </summary>
    WriteResult Store(WriteFundingRates message);

    /// <summary>
    /// Takes one step of retention (Storage/DESIGN.md). Removes candles of at most one series, together with its counts, its version, the comparisons and the rows
    /// of the gap ledger before its new boundary; keeps no revisions. Isolation: one transaction. Idempotent: if nothing is left to remove, the step changes
    /// nothing, and the reply says so. Errors and thread: as above.
    /// </summary>
    WriteResult Remove(RemoveOldCandles message);

    /// <summary>
    /// Updates the gap ledger of one series for the first part of the searched range. Isolation: one transaction, together with the count of the asks. Idempotent by
    /// (run, pass, part): a part that is sent again counts no ask twice. The reply for a removed series is <see cref="WriteRefusal.NotAdded"/>. Errors and thread:
    /// as above.
    /// </summary>
    WriteResult Record(RecordGaps message);

    /// <summary>
    /// Records the step of a paper trader: signal, trades, equity and progress. Isolation: one transaction, all or nothing. A step that is already recorded is
    /// acknowledged again and not recorded twice. A step that does not follow the last recorded step is refused. Errors and thread: as above.
    /// </summary>
    WriteResult Record(RecordTraderStep message);

    /// <summary>
    /// Adds and removes series that are collected beside those of the configuration. Isolation: one transaction, together with the ledger rows of removed series.
    /// Idempotent: adding a series twice, or removing it twice, changes nothing. Errors and thread: as above.
    /// </summary>
    WriteResult Change(ChangeAddedSeries message);

    /// <summary>
    /// Gives the request budget of an exchange to another owner, and returns what the previous owner may have used. Isolation: one transaction. Idempotent by the
    /// owner. Errors and thread: as above.
    /// </summary>
    WriteResult Take(TakeBudget message);

    /// <summary>
    /// Records the amounts that the owner of a request budget may use. Isolation: one transaction. Idempotent by the lease's number. A lease of a previous owner is
    /// refused. Errors and thread: as above.
    /// </summary>
    WriteResult Lease(LeaseBudget message);

    /// <summary>
    /// Records lock waits by hour, and deletes the records of old hours. Isolation: one transaction. Idempotent: a row holds the sums of its run, and the newest
    /// message of a run replaces the row. Errors and thread: as above.
    /// </summary>
    WriteResult Record(RecordLockWaits message);

    /// <summary>
    /// Moves committed pages from the write-ahead log into the database file. Isolation: none needed, because readers see the same before and after. If a reader or
    /// another program prevents the move of some pages, the outcome is <see cref="CheckpointOutcome.Busy"/>, and nothing is thrown. A store without a log returns an
    /// outcome without pages. Errors: <see cref="StoreException"/> for anything but a lock. Thread: as above.
    /// </summary>
    CheckpointOutcome Checkpoint(CheckpointMode mode);

    /// <summary>
    /// Checks that the open store is still at its place, and that this process still has the right to write. If another program has committed, checks that
    /// everything that CryptoFlow needs still exists. Each transaction makes the same checks. Errors: <see cref="StoreFailure.Moved"/>,
    /// <see cref="StoreFailure.Fenced"/>, <see cref="StoreFailure.RightLost"/>, <see cref="StoreFailure.Refused"/>. Thread: as above.
    /// </summary>
    void CheckInPlace();

    /// <summary>Proves by a change that the store can be written. A transaction without a change would succeed even on a disk that refuses writes.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    void ProveWritable();

    /// <summary>True if another program has committed since the last call of this method. Never throws.</summary>
    bool TakeForeignCommit();

    /// <summary>The time spent waiting for locks of other connections since the last call of this method. Never throws.</summary>
    LockWait TakeLockWait();
}

/// <summary>Opens the writer's store: at the start, and again after each failure that closed the store.</summary>
public interface IWriteStoreSource
{
    /// <summary>Takes the right to write, if this process does not have it, and opens the store. Migrates an older schema. Thread: the writer's.</summary>
    /// <param name="givingUp">Ends a wait for another program's lock at once, because the program stops.</param>
    /// <exception cref="StoreException">
    /// The store is not there, cannot be opened, or may not be written by this process. <see cref="StoreFailure.RightElsewhere"/>: another process writes it.
    /// </exception>
    IWriteStore Open(CancellationToken givingUp);

    /// <summary>
    /// Gives the right to write back if this process has it. To be called after the store is closed, when the writer will not open it again. Thread: the writer's.
    /// Never throws.
    /// </summary>
    void Release();

    /// <summary>True if another program may have the store open now. The writer then leaves the lock free from time to time. Any thread. Never throws.</summary>
    bool MayOthersUse();
}
