using System.Collections.Immutable;
using System.Net;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Candles;
using CryptoFlow.Web.CommandLine.Import;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>Repairs through the server that has the file open, with its key.</summary>
internal sealed class ServerRepair(ServerConnection server, TimeProvider time) : IRepairTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly ServerImport _import = new(server, time, source: "repair");

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
        var began = time.GetTimestamp();
        while (true)
        {
            using var response = await server.TrySendAsync((http, given) => http.DeleteAsync(route, given), cancellation);
            if (response.IsSuccessStatusCode)
                return (await response.Content.ReadFromJsonAsync(ApiJson.Default.DeletedAnswer, cancellation))?.Deleted ?? throw new UserError("The server's answer cannot be read.");
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || time.GetElapsedTime(began) > Patience)
                throw await server.RefusalAsync(response);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? AgainAfter, time, cancellation);
        }
    }

    public Task CorrectCountAsync(SeriesStats counted, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _import.DisposeAsync();
}
