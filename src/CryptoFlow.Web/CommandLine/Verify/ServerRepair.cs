using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Candles;
using CryptoFlow.Web.CommandLine.Import;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>Repairs through the server that has the file open, with its key.</summary>
internal sealed class ServerRepair(ServerConnection server) : IRepairTarget
{
    private readonly ServerImport _import = new(server, source: "repair");

    public Task StartAsync(CancellationToken cancellation)
    {
        server.UseKey("repair");
        return Task.CompletedTask;
    }

    public async Task<long> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        var stored = await _import.StoreAsync(series, candles, cancellation);
        return stored.Inserted + stored.Updated;
    }

    public async Task<long> DeleteAsync(SeriesKey series, ImmutableArray<long> openTimes, CancellationToken cancellation)
    {
        var route = new Uri(
            $"{DeleteCandlesApi.Path}?exchange={series.Exchange.ToWireName()}&symbol={Uri.EscapeDataString(series.Symbol)}&tf={series.Interval.Minutes}&times={string.Join(',', openTimes)}",
            UriKind.Relative);
        return (await server.SendUntilTakenAsync((http, given) => http.DeleteAsync(route, given), ApiJson.Default.DeletedAnswer, cancellation)).Deleted;
    }

    public Task CorrectCountAsync(SeriesStats counted, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _import.DisposeAsync();
}
