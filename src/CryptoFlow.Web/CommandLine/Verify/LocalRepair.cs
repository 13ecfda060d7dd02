using System.Collections.Immutable;
using CryptoFlow.Errors;
using CryptoFlow.Import;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>Starts the storage in this process and repairs through its writer.</summary>
internal sealed class LocalRepair(LocalSystem system, TimeProvider time) : IRepairTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private WriterSink? _sink;
    private WriterClient? _writer;

    public async Task StartAsync(CancellationToken cancellation)
    {
        await system.StartAsync(cancellation);
        var writer = await system.ActorAsync<DbWriterActor>(cancellation);
        _sink = new WriterSink(writer, time, ChangeSource.Repair);
        _writer = new WriterClient(writer, time, RetryPolicy.Once(Patience));
    }

    public async Task<long> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        var stored = await _sink!.StoreAsync(series, candles, cancellation);
        return stored.Inserted + stored.Updated;
    }

    public async Task<long> DeleteAsync(SeriesKey series, ImmutableArray<long> openTimes, CancellationToken cancellation)
    {
        var deleted = await _writer!.SendAsync(
            remaining => new WriterProtocol.DeleteCandles(WriteId.New(), RunId.New(), series, openTimes, remaining), cancellation);
        return deleted.IsAnswered
            ? deleted.Answer.Deleted
            : throw new UserError($"The rows could not be deleted, {deleted.Refusal.Reason}: {deleted.Refusal.Detail}");
    }

    public async Task CorrectCountAsync(SeriesStats counted, CancellationToken cancellation)
    {
        // The count is part of a message for the gap ledger. This message covers no range, so it changes no gap.
        var nothing = new GapFindings(default, [], [], Repairing: false, time.GetUtcNow().ToUnixTimeMilliseconds(), new GapPolicy(1, Patience));
        var corrected = await _writer!.SendAsync(
            remaining => new WriterProtocol.RecordGaps(WriteId.New(), RunId.New(), Pass: 1, counted.Series, nothing, counted, remaining), cancellation);
        if (!corrected.IsAnswered)
            throw new UserError($"The count of {counted.Series} could not be corrected, {corrected.Refusal.Reason}: {corrected.Refusal.Detail}");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();
}
