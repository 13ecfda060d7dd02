using System.Net;
using CryptoFlow.Errors;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Series;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>The routes of <c>/api/series</c> at the server that has the file open.</summary>
internal sealed class ServerSeries(ServerConnection server)
{
    /// <exception cref="UserError">The server does not answer.</exception>
    public async Task<SeriesListAnswer> ListAsync(CancellationToken cancellation)
    {
        using var response = await server.SendAsync((http, given) => http.GetAsync(Route(""), given), cancellation);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesListAnswer, cancellation))!;
    }

    /// <exception cref="UserError">The server refuses the series, in the exchange's words, or does not answer.</exception>
    public async Task<SeriesAddedAnswer> AddAsync(NamedSeries series, bool dryRun, CancellationToken cancellation)
    {
        var body = new SeriesBody(series.Instrument.Exchange.ToWireName(), series.Instrument.Symbol, series.Interval?.Name);
        using var response = await server.TrySendAsync(
            (http, given) => http.PostAsJsonAsync(Route(dryRun ? "?dryRun=1" : ""), body, ApiJson.Default.SeriesBody, given), cancellation);
        await RefuseAsync(response);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesAddedAnswer, cancellation))!;
    }

    /// <exception cref="UserError">The configuration collects the series, or the server does not answer.</exception>
    public async Task<SeriesRemovedAnswer> RemoveAsync(NamedSeries series, bool deleteCandles, CancellationToken cancellation)
    {
        using var response = await server.TrySendAsync(
            (http, given) => http.DeleteAsync(Route($"/{Uri.EscapeDataString(series.Key)}{(deleteCandles ? "?candles=delete" : "")}"), given), cancellation);
        await RefuseAsync(response);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.SeriesRemovedAnswer, cancellation))!;
    }

    private static Uri Route(string rest) => new(SeriesApi.Path + rest, UriKind.Relative);

    private async Task RefuseAsync(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.BadRequest)
            throw UserError.WrongUse((await server.RefusalAsync(response)).Message);
        if (!response.IsSuccessStatusCode)
            throw await server.RefusalAsync(response);
    }
}
