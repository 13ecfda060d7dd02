using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Monitor.DayRecord;

namespace CryptoFlow.Storage.Monitor;

/// <summary>Reads the storage monitor's record of the last 24 hours. Only the edges use it.</summary>
/// <param name="monitor">The storage monitor.</param>
/// <param name="time">The clock of the wait.</param>
/// <param name="within">Time for the answer.</param>
public sealed class StorageRecordClient(IActorRef monitor, TimeProvider time, TimeSpan within)
{
    /// <summary>The entries that overlap a range of time; null if the monitor did not answer in time.</summary>
    /// <param name="from">Begin, ms UTC.</param>
    /// <param name="to">End, ms UTC.</param>
    /// <param name="cancellation">Ends the wait; then this throws.</param>
    public Task<StorageRecordRead?> ReadAsync(long from, long to, CancellationToken cancellation) =>
        monitor.AskAsync<StorageRecordRead>(new StorageMonitorProtocol.ReadRecord(from, to), within, time, cancellation);
}
