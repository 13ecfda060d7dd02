using System.Collections.Immutable;
using CryptoFlow.Import;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Starts the storage in this process, imports through its writer, and stops it. Sends no request to an exchange.</summary>
internal sealed class LocalImport(LocalSystem system, TimeProvider time) : IImportTarget
{
    private WriterSink? _sink;

    public CancellationToken Stopping => system.Stopping;

    public async Task StartAsync(CancellationToken cancellation)
    {
        await system.StartAsync(cancellation);
        _sink = new WriterSink(await system.ActorAsync<DbWriterActor>(cancellation), time);
    }

    public Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation) =>
        _sink!.StoreAsync(series, candles, cancellation);

    public ValueTask DisposeAsync() => system.DisposeAsync();
}
