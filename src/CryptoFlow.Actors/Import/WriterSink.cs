using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Errors;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Import;

/// <summary>Stores pages through the writer, in the least urgent lane.</summary>
public sealed class WriterSink(IActorRef writer, TimeProvider time, ChangeSource source = ChangeSource.Import) : ICandleSink
{
    /// <summary>How long to try to store a page. Longer than another program should hold the write lock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WriterClient _writer = new(writer, time, RetryPolicy.UntilStored(Environment.ProcessId));
    private readonly RunId _run = RunId.New();

    public async Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var stored = await _writer.SendAsync(
                remaining => new WriteCandles(WriteId.New(), WriteLane.Backfill, source, _run, series, candles, remaining), either.Token).ConfigureAwait(false);
            return stored.IsAnswered
                ? new StoredCounts(stored.Answer.Inserted, stored.Answer.Updated, stored.Answer.Unchanged, stored.Answer.NotKept)
                : throw new UserError($"The candles could not be stored, {stored.Refusal.Reason}: {stored.Refusal.Detail}");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new UserError($"The database could not be written for {Patience.TotalMinutes:0} minutes; the log above says why.");
        }
    }
}
