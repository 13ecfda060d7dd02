using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Candles;

/// <summary><c>DELETE /api/candles</c>: deletes single rows. The command <c>verify --repair</c> uses this route when a server has the file open.</summary>
internal static class DeleteCandlesApi
{
    public const string Path = "/api/candles";

    /// <summary>Maximum number of open times in one request. They are part of the address, whose length is limited.</summary>
    public const int MostTimes = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapDeleteCandles(this IEndpointRouteBuilder routes) => routes
        .MapDelete(Path, DeleteAsync)
        .AsChange()
        .RequireRateLimiting(RateLimits.Importing)
        .WithName("DeleteCandles")
        .WithTags("Candles")
        .WithSummary("Deletes rows by their open times and keeps the values as revisions with the source repair. A row that is not there is left out.")
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<DeletedAnswer>, Problem>> DeleteAsync([AsParameters] DeleteParameters parameters, WriteRequests writer, CancellationToken aborted)
    {
        var (series, times) = (parameters.ToSeries(), parameters.ToTimes());
        var (deleted, problem) = await writer.SendAsync(
            remaining => new WriterProtocol.DeleteCandles(WriteId.New(), RunId.New(), series, times, remaining), Patience, aborted);
        return deleted is null ? problem! : TypedResults.Ok(new DeletedAnswer(deleted.Deleted));
    }
}

/// <summary>The answer of <c>DELETE /api/candles</c>: the number of deleted rows.</summary>
internal sealed record DeletedAnswer(int Deleted);

/// <summary>The query of <c>DELETE /api/candles</c>. No parameter has a default.</summary>
internal sealed record DeleteParameters
{
    [FromQuery(Name = "symbol"), Description("The contract, in any case.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "tf"), Description("The stored interval in minutes (15) or by name (15m, 1h, 4h, 1d).")]
    public string? Tf { get; init; }

    [FromQuery(Name = "times"), Description("Open times, ms UTC, separated by commas, 100 at most.")]
    public string? Times { get; init; }

    /// <exception cref="InputException">A parameter is wrong or missing.</exception>
    public SeriesKey ToSeries() =>
        new(new Instrument(SeriesInput.Exchange(Exchange ?? ""), SeriesInput.Symbol(Symbol ?? "")), SeriesInput.Interval(Tf ?? ""));

    /// <exception cref="InputException">A time is no number, or there are too many.</exception>
    public ImmutableArray<long> ToTimes()
    {
        var texts = (Times ?? "").Split(',');
        return texts.Length <= DeleteCandlesApi.MostTimes && texts.All(t => long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. texts.Select(t => long.Parse(t, CultureInfo.InvariantCulture))]
            : throw new InputException($"times is '{SeriesInput.Quote(Times ?? "")}'; it holds 1 to {DeleteCandlesApi.MostTimes} open times in ms UTC, separated by commas.");
    }
}
