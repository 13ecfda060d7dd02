using System.Globalization;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>
/// Binance's funding: <c>GET /fapi/v1/fundingRate</c> (oldest first; if a window is longer than the limit, its oldest settlements are returned), <c>fundingInfo</c>
/// (the interval of each contract) and <c>premiumIndex</c> (mark price and next rate).
/// </summary>
internal sealed class BinanceFunding(ExchangeMarket market, FundingMarket funding)
{
    public const string Rates = "/fapi/v1/fundingRate";
    public const string Intervals = "/fapi/v1/fundingInfo";
    public const string Premium = "/fapi/v1/premiumIndex";

    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    // The exchange writes mark prices with eight digits after the point.
    private const string EightDigits = "0.00000000";

    public Reply History(ExchangeRequest request)
    {
        if (!Numbers.TryOptional(request["startTime"], out var start))
            return BinanceErrors.IllegalCharacters("startTime");
        if (!Numbers.TryOptional(request["endTime"], out var end))
            return BinanceErrors.IllegalCharacters("endTime");
        if (!Numbers.TryOptional(request["limit"], out var asked))
            return BinanceErrors.IllegalCharacters("limit");
        if (asked is < 1 or > MaxLimit)
            return BinanceErrors.InvalidLimit();
        if (start > end)
            return BinanceErrors.StartAfterEnd();
        if (Contracts(request) is not { } contracts)
            return BinanceErrors.InvalidSymbol();

        var limit = (int)(asked ?? DefaultLimit);
        var body = new JsonBody(limit * 120).Raw("["u8);
        foreach (var (contract, settled) in Settled(contracts, start, end, request.NowMs, limit))
        {
            body.Text($$"""{"symbol":"{{contract.Symbol}}","fundingTime":{{settled.Time}},"fundingRate":"{{Eight(settled.Rate)}}","markPrice":"{{Eight(settled.MarkPrice)}}"},""");
        }
        return new Reply(200, Reply.JsonType, body.CloseList());
    }

    /// <summary>The real exchange lists only contracts whose interval or bounds were adjusted; the simulator lists all.</summary>
    public Reply Info()
    {
        var body = new JsonBody(1024).Raw("["u8);
        foreach (var contract in Listed())
            body.Text($$"""{"symbol":"{{contract.Symbol}}","adjustedFundingRateCap":"0.02000000","adjustedFundingRateFloor":"-0.02000000","fundingIntervalHours":{{contract.FundingHours}},"disclaimer":false},""");
        return new Reply(200, Reply.JsonType, body.CloseList());
    }

    public Reply PremiumIndex(ExchangeRequest request)
    {
        if (Contracts(request) is not { } contracts)
            return BinanceErrors.InvalidSymbol();
        var entries = contracts.Select(c => Entry(c, request));
        return Reply.Json(200, request["symbol"] is null ? $"[{string.Join(',', entries)}]" : entries.Single());
    }

    private string Entry(Instrument contract, ExchangeRequest request)
    {
        var next = funding.Next(Venue.Binance, contract, request.NowMs);
        var index = Eight(funding.IndexPrice(Venue.Binance, contract, request.NowMs));
        return $$"""{"symbol":"{{contract.Symbol}}","markPrice":"{{Eight(next.MarkPrice)}}","indexPrice":"{{index}}","estimatedSettlePrice":"{{index}}","lastFundingRate":"{{Eight(next.Rate)}}","interestRate":"0.00010000","nextFundingTime":{{next.Time}},"time":{{request.ShownMs}}}""";
    }

    // Without a symbol the settlements of all contracts, by time.
    private IEnumerable<(Instrument, Settlement)> Settled(IReadOnlyList<Instrument> contracts, long? start, long? end, long now, int limit)
    {
        var all = contracts.SelectMany(contract =>
        {
            var settled = start is { } from
                ? funding.Oldest(Venue.Binance, contract, from, end ?? now, now, limit)
                : [.. funding.Newest(Venue.Binance, contract, 0, end ?? now, now, limit).Reverse()];
            return settled.Select(s => (contract, s));
        }).OrderBy(s => s.s.Time).ToList();
        return start is null ? all.TakeLast(limit) : all.Take(limit);
    }

    private IReadOnlyList<Instrument>? Contracts(ExchangeRequest request)
    {
        if (request["symbol"] is not { } symbol)
            return Listed();
        return market.Find(Venue.Binance, symbol.ToUpperInvariant()) is { HasNoCandles: false } contract ? [contract] : null;
    }

    private IReadOnlyList<Instrument> Listed() => [.. market.Instruments(Venue.Binance).Where(i => !i.HasNoCandles)];

    private static string Eight(decimal? value) => value?.ToString(EightDigits, CultureInfo.InvariantCulture) ?? "";
}
