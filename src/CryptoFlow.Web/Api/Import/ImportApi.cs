using System.ComponentModel;
using CryptoFlow.Import;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Import;

/// <summary>
/// <c>POST /api/import</c>: stores one page of candles per request and answers after COMMIT. So a client that waits for each answer sends no faster than the writer
/// stores. The command <c>import</c> uses this route when a server has the file open.
/// </summary>
internal static class ImportApi
{
    public const string Path = "/api/import";

    /// <summary>Maximum length of a body, bytes: a full page of candles of the maximum length.</summary>
    public const int BodyBytes = WriterProtocol.MaxCandlesPerMessage * CandleJson.MaxBytes;

    /// <summary>Maximum wait for the writer. Shorter than a client waits for an answer (30 s, <c>ServerConnection</c>).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapImport(this IEndpointRouteBuilder routes) => routes
        .MapPost(Path, StoreAsync)
        .AsChange()
        .RequireRateLimiting(RateLimits.Importing)
        .WithMetadata(new RequestSizeLimitAttribute(BodyBytes))
        .Accepts<ImportPage>("application/json")
        .WithName("ImportCandles")
        .WithTags("Candles")
        .WithSummary("Stores a page of closed candles of one series, all of it or nothing. Sending it again changes nothing.")
        .ProducesError(StatusCodes.Status409Conflict)
        .ProducesError(StatusCodes.Status413PayloadTooLarge)
        .ProducesError(StatusCodes.Status415UnsupportedMediaType)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<StoredCounts>, Problem>> StoreAsync(
        [AsParameters] ImportParameters parameters,
        HttpRequest request,
        WriteRequests writer,
        IFileOrigin origin,
        TimeProvider time,
        CancellationToken aborted)
    {
        var series = parameters.ToSeries();
        if (origin.Find() == MarketOrigin.Simulator)
            return new Problem(StatusCodes.Status409Conflict, "The file holds candles of the built-in simulator. Real candles are not mixed with them.");

        ImportPage page;
        try
        {
            page = await ImportPage.ReadAsync(request, aborted);
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem(large.StatusCode, $"The body is too large; a page holds at most {WriterProtocol.MaxCandlesPerMessage} candles.");
        }

        var candles = page.ToCandles(series, time.GetUtcNow());
        var (written, problem) = await writer.SendAsync(
            remaining => new WriterProtocol.WriteCandles(WriteId.New(), WriteLane.Backfill, parameters.ToSource(), RunId.New(), series, candles, remaining), Patience, aborted);
        return written is null ? problem! : TypedResults.Ok(new StoredCounts(written.Inserted, written.Updated, written.Unchanged, written.NotKept));
    }
}

/// <summary>The query of <c>POST /api/import</c>. No parameter has a default, so that a forgotten parameter cannot overwrite another series.</summary>
internal sealed record ImportParameters
{
    [FromQuery(Name = "symbol"), Description("The contract, in any case; it need not be collected, nor listed at the exchange.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "tf"), Description("The interval in minutes (15) or by name (15m, 1h, 4h, 1d); it need not be collected.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "source"), Description("The source in the revisions of changed candles: import (default), or repair for the values of an exchange.")]
    public string? Source { get; init; }

    /// <exception cref="InputException">The source is neither import nor repair.</exception>
    public ChangeSource ToSource() => Source switch
    {
        null or "import" => ChangeSource.Import,
        "repair" => ChangeSource.Repair,
        _ => throw new InputException($"source is '{SeriesInput.Quote(Source)}'; allowed are import and repair."),
    };

    /// <exception cref="InputException">A parameter is wrong or missing.</exception>
    public SeriesKey ToSeries() =>
        new(new Instrument(SeriesInput.Exchange(Exchange ?? ""), SeriesInput.Symbol(Symbol ?? "")), SeriesInput.Interval(Tf ?? ""));
}
