using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>Creates the orders for checkpoints by <see cref="CheckpointPolicy"/>, one order at a time. Used from one actor.</summary>
internal sealed class CheckpointOrders
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private TimeSpan? _orderedAt;
    private WriteId? _underWay;

    /// <summary>The order that is due now, or null.</summary>
    /// <param name="look">The newest observation of the WAL.</param>
    /// <param name="book">The sums of the reports of the writer and the readers.</param>
    /// <param name="now">The time on a monotonic clock.</param>
    /// <param name="backupReads">Whether a backup of this process holds a snapshot.</param>
    public WriterProtocol.RunCheckpoint? Next(DatabaseLook look, StorageBook book, TimeSpan now, bool backupReads)
    {
        var order = CheckpointPolicy.Decide(new CheckpointInputs(
            look.WalPages,
            look.CheckpointedPages,
            look.WalFileBytes,
            now - _orderedAt ?? TimeSpan.MaxValue,
            now - book.LastCommitAt ?? TimeSpan.MaxValue,
            book.ReadsInFlight,
            book.LastCheckpointFruitless,
            book.LastCheckpointTook,
            backupReads));
        if (order is not { } mode || book.WriterFailure is not null)
            return null;

        // While the writer waits for a lock, orders would only pile up.
        if (_underWay is not null && now - _orderedAt < AnswerWithin)
            return null;

        _orderedAt = now;
        _underWay = WriteId.New();
        return new WriterProtocol.RunCheckpoint(_underWay.Value, mode, AnswerWithin);
    }

    /// <summary>The writer has answered an order.</summary>
    public void Answered(WriteId id)
    {
        if (_underWay == id)
            _underWay = null;
    }
}
