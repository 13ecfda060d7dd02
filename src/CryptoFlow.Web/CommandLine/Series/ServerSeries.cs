using CryptoFlow.Errors;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Series;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>Uses the routes of <c>/api/series</c> at the server that has the file open. The list needs no key.</summary>
internal sealed class ServerSeries(ServerConnection server) : ISeriesTarget
{
    public string Fetcher => "the server";

    public Task StartAsync(string purpose, CancellationToken cancellation)
    {
        server.UseKey(purpose);
        return Task.CompletedTask;
    }

    /// <exception cref="UserError">The server does not answer.</exception>
    public async Task<SeriesListAnswer> ListAsync(CancellationToken cancellation)
    {
        using var response = await server.SendAsync((http, given) => http.GetAsync(Route(""), given), cancellation);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesListAnswer, cancellation))!;
    }

    public async Task<SeriesAddedAnswer> AddAsync(NamedSeries series, bool dryRun, CancellationToken cancellation)
    {
        var body = new SeriesBody(series.Instrument.Exchange.ToWireName(), series.Instrument.Symbol, series.Interval?.Name);
        using var response = await server.TrySendAsync(
            (http, given) => http.PostAsJsonAsync(Route(dryRun ? "?dryRun=1" : ""), body, ApiJson.Default.SeriesBody, given), cancellation);
        await server.ThrowIfRefusedAsync(response);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesAddedAnswer, cancellation))!;
    }

    public async Task<SeriesRemovedAnswer> RemoveAsync(NamedSeries series, bool deleteCandles, CancellationToken cancellation)
    {
        using var response = await server.TrySendAsync(
            (http, given) => http.DeleteAsync(Route($"/{Uri.EscapeDataString(series.Key)}{(deleteCandles ? "?candles=delete" : "")}"), given), cancellation);
        await server.ThrowIfRefusedAsync(response);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesRemovedAnswer, cancellation))!;
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Uri Route(string rest) => new(SeriesApi.Path + rest, UriKind.Relative);
}
