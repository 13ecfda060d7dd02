using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Import;

/// <summary>The body of <c>POST /api/import</c>. It has the shape of the answer of <c>GET /api/candles</c>; only <c>candles</c> is read.</summary>
/// <param name="Candles">Ascending, 1,500 at most.</param>
internal sealed record ImportPage(IReadOnlyList<CandleDocument>? Candles)
{
    /// <summary>Times before this (1973) are refused: such a number is not in milliseconds.</summary>
    private const long FirstTime = 100_000_000_000;

    /// <exception cref="InputException">The body is not JSON of this shape.</exception>
    public static async Task<ImportPage> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            if (await JsonSerializer.DeserializeAsync(request.Body, ApiJson.Default.ImportPage, aborted) is { Candles: not null } page)
                return page;
        }
        catch (Exception wrong) when (JsonInput.IsClientsFault(wrong))
        {
            // The error below is the same as for a body without candles.
        }

        throw new InputException("The body is not a page of candles; it is an object such as {\"candles\":[{\"time\":1700000100000,\"open\":1,\"high\":1,\"low\":1,\"close\":1,\"volume\":0}]}.");
    }

    /// <summary>The candles, after a check by this machine's clock that they are closed. The writer checks that they are possible and in order.</summary>
    /// <exception cref="InputException">A candle is not closed, or its volumes contradict each other.</exception>
    public ImmutableArray<Candle> ToCandles(SeriesKey series, DateTimeOffset now)
    {
        var newest = now.ToUnixTimeMilliseconds() - series.Interval.Milliseconds;
        ImmutableArray<Candle> candles = [.. Candles!.Select(c => c is null ? default : new Candle(c.Time, c.Open, c.High, c.Low, c.Close, c.Volume, c.BuyVolume, c.SellVolume, c.Delta, c.TradeCount))];
        if (Candles!.FirstOrDefault(c => c?.Complete == false) is { } part)
            throw new InputException($"The candle of {part.Time} is not complete; only complete candles are stored.");
        foreach (ref readonly var candle in candles.AsSpan())
        {
            if (candle.OpenTime < FirstTime)
                throw new InputException($"time is {candle.OpenTime}; it is an open time in milliseconds UTC, such as 1700000100000.");
            if (candle.OpenTime > newest)
                throw new InputException($"The candle of {candle.OpenTime} has not closed yet.");
            if (candle.FindSplitDefect(series.Exchange) is { } defect)
                throw new InputException($"The candle of {candle.OpenTime} is impossible: {defect}.");
        }

        return candles;
    }
}
