using System.ComponentModel;
using CryptoFlow.Export;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Api.Funding;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Export;

/// <summary><c>GET /api/export</c>: all candles of a series, or all funding rates of a contract, as one file, streamed.</summary>
internal static class ExportApi
{
    public static void MapExport(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/export", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetExport")
        .WithTags("Candles")
        .WithSummary("All candles of a series or of a range, or all funding rates of a contract, as a CSV or Parquet file.")
        .WithDescription("The server reads the candles page by page, not in one snapshot. If the export cannot be completed, the connection is aborted before the last chunk, so clients see that the file is not whole.")
        .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: ExportFormat.Parquet.ToMediaType())
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(
        [AsParameters] ExportParameters parameters, SeriesChoice choice, ReadQueries queries, ExportSlots slots, NewestPages pages, ILogger<ExportStream> logger, TimeProvider time, CancellationToken aborted)
    {
        var (format, instrument, timeframe, from, to) = parameters.ToRequest();
        if (timeframe is null)
            return await FundingAsync(new FundingOrder(instrument, from, to), format, queries, slots, logger, time, aborted);
        var chosen = choice.TryChoose(instrument, timeframe.Value);
        if (chosen is null)
        {
            (chosen, var unknown) = await choice.LookAsync(instrument, timeframe.Value, aborted);
            if (chosen is null)
                return unknown!;
        }

        // Before the answer begins, a read of the last candle shows whether the series is known.
        var (_, problem) = await pages.AskAsync(new ReaderProtocol.ReadCandles(chosen.Series, 1, to, null, default), aborted);
        return problem ?? (IResult)new ExportStream(new CandleBody(new ExportOrder(chosen.Series, chosen.RolledUpTo, from, to), format), queries, slots, logger, time);
    }

    /// <summary>Before the answer begins, a read of the last settlement shows whether the contract's funding is known.</summary>
    private static async Task<IResult> FundingAsync(
        FundingOrder order, ExportFormat format, ReadQueries queries, ExportSlots slots, ILogger<ExportStream> logger, TimeProvider time, CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ReadFundingRates(order.Contract, null, order.To, 1, remaining), aborted);
        if (read is null)
            return problem!;
        return read.Known ? new ExportStream(new FundingBody(order, format), queries, slots, logger, time) : FundingApi.NotFound(order.Contract);
    }
}

/// <summary>The query of <c>GET /api/export</c> as sent.</summary>
internal sealed record ExportParameters
{
    [FromQuery(Name = "symbol"), Description("The contract, in any case. Default btcusdt.")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "exchange"), Description("binance, bybit or bitget, in any case. Default binance.")]
    public string? Exchange { get; init; }

    [FromQuery(Name = "what"), Description("candles or funding (the settled funding rates of the contract). Default candles.")]
    public string? What { get; init; }

    [FromQuery(Name = "tf"), Description("The candle length, as in /api/candles. Default 15. Not for funding.")]
    public string? Tf { get; init; }

    [FromQuery(Name = "from"), Description("Only candles that open, or settlements, at or after this time, ms UTC or ISO 8601. Default: all.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only candles that open, or settlements, before this time, ms UTC or ISO 8601. Default: all.")]
    public string? To { get; init; }

    [FromQuery(Name = "format"), Description("csv or parquet. Default csv.")]
    public string? Format { get; init; }

    /// <summary>The request. Without a candle length it is for funding rates.</summary>
    /// <exception cref="InputException">A parameter is wrong.</exception>
    public (ExportFormat Format, Instrument Instrument, Timeframe? Timeframe, long? From, long? To) ToRequest()
    {
        if (!ExportFormats.TryParse(Format ?? "csv", out var format))
            throw new InputException($"format is '{SeriesInput.Quote(Format!)}'; allowed are {ExportFormats.AllowedText}.");
        var (from, to) = (SeriesInput.OptionalTime("from", From), SeriesInput.OptionalTime("to", To));
        SeriesInput.RefuseEmptyRange(from, to);
        return (format, new Instrument(SeriesInput.Exchange(Exchange ?? "binance"), SeriesInput.Symbol(Symbol ?? "BTCUSDT")), IsFunding() ? null : SeriesInput.Timeframe(Tf ?? "15"), from, to);
    }

    private bool IsFunding() => What?.ToLowerInvariant() switch
    {
        null or "candles" => false,
        "funding" when Tf is null => true,
        "funding" => throw new InputException("tf is given, and funding rates have no candle length; leave tf out."),
        _ => throw new InputException($"what is '{SeriesInput.Quote(What)}'; allowed are candles and funding."),
    };
}
