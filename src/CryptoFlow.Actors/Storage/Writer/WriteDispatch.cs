using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Gives each message of the writer's protocol to the method of the store that handles it.</summary>
internal static class WriteDispatch
{
    /// <exception cref="StoreException">Nothing of the message is stored.</exception>
    public static WriteResult Execute(this IWriteStore store, IWriteMessage message) => message switch
    {
        WriteCandles write => store.Store(write),
        DeleteCandles delete => store.Delete(delete),
        WriteFundingRates write => store.Store(write),
        RemoveOldCandles remove => store.Remove(remove),
        RecordGaps record => store.Record(record),
        ChangeAddedSeries change => store.Change(change),
        RecordTraderStep step => store.Record(step),
        TakeBudget take => store.Take(take),
        LeaseBudget lease => store.Lease(lease),
        RecordLockWaits waits => store.Record(waits),
        RunCheckpoint order => Checkpoint(store, order),
        _ => WriteResult.Refused(message, WriteRefusal.Invalid, $"{message.GetType().Name} is no message of the writer."),
    };

    private static WriteResult Checkpoint(IWriteStore store, RunCheckpoint order)
    {
        store.CheckInPlace();
        var outcome = store.Checkpoint(order.Mode);
        return new WriteResult(new CheckpointFinished(order.Id, outcome), Checkpoint: outcome);
    }
}
