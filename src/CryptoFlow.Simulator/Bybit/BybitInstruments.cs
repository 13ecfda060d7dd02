using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>
/// <c>GET /v5/market/instruments-info</c> (docs/exchanges.md, Bybit, Others): trading contracts, unless a <c>status</c> is given, in pages.
/// <c>nextPageCursor</c>
/// names the next page; it is empty on the last page. The other categories exist and are empty.
/// </summary>
internal sealed class BybitInstruments(ExchangeMarket market)
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;
    private const string NoList = """{"category":"","list":[],"nextPageCursor":""}""";

    public Reply Answer(ExchangeRequest request)
    {
        var now = request.ShownMs;
        if (request["category"] is not "linear")
            return Elsewhere(request["category"], request["symbol"], now);
        if (request["symbol"] is { } symbol)
            return market.Find(Venue.Bybit, symbol) is { } one ? Page([one], "", now) : BybitErrors.Parameter("symbol invalid", now, NoList);
        if (!Numbers.TryOptional(request["limit"], out var limit) || limit is 0)
            return BybitErrors.Parameter("limit invalid", now, NoList);
        if (!TryOffset(request["cursor"], out var offset))
            return BybitErrors.Parameter("cursor invalid", now, NoList);

        var size = (int)Math.Min(limit ?? DefaultLimit, MaxLimit);
        var status = request["status"] ?? nameof(InstrumentStatus.Trading);
        var wanted = market.Instruments(Venue.Bybit).Where(i => i.Status.ToString() == status).Skip(offset).ToList();
        return Page([.. wanted.Take(size)], wanted.Count > size ? Cursor(offset + size) : "", now);
    }

    /// <summary>
    /// Answers for a category that the simulator does not have. For spot the answer has no cursor, and an unknown symbol is not an error (recorded).
    /// </summary>
    private static Reply Elsewhere(string? category, string? symbol, long now) => category switch
    {
        "spot" => BybitErrors.None("""{"category":"spot","list":[]}""", now),
        "inverse" or "option" when symbol is null => BybitErrors.None($$"""{"category":"{{category}}","list":[],"nextPageCursor":""}""", now),
        "inverse" or "option" => BybitErrors.Parameter("symbol invalid", now, NoList),
        _ => BybitErrors.Parameter("category invalid", now, NoList),
    };

    private static Reply Page(IReadOnlyList<Instrument> instruments, string cursor, long now)
    {
        var body = new JsonBody(2048).Raw("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"linear\",\"list\":["u8);
        foreach (var instrument in instruments)
            body.OneLine(Contract(instrument)).Raw(","u8);
        body.CloseList().Text($$""","nextPageCursor":"{{cursor}}"},"retExtInfo":{},"time":{{now}}}""");
        return new Reply(200, Reply.JsonType, body);
    }

    private static string Contract(Instrument i) =>
        $$"""
        {"symbol":"{{i.Symbol}}","contractType":"LinearPerpetual","status":"{{i.Status}}",
        "baseCoin":"{{i.BaseCoin}}","quoteCoin":"{{Instrument.QuoteCoin}}","launchTime":"{{i.ListedAt}}","deliveryTime":"0",
        "deliveryFeeRate":"","priceScale":"{{i.PriceDecimals}}",
        "leverageFilter":{"minLeverage":"1","maxLeverage":"100.00","leverageStep":"0.01"},
        "priceFilter":{"minPrice":"{{i.TickSize}}","maxPrice":"1999999.80","tickSize":"{{i.TickSize}}"},
        "lotSizeFilter":{"maxOrderQty":"1190.000","minOrderQty":"{{i.QuantityStep}}","qtyStep":"{{i.QuantityStep}}"},
        "unifiedMarginTrade":true,"fundingInterval":{{i.FundingHours * 60}},"settleCoin":"{{Instrument.QuoteCoin}}","isPreListing":false,"preListingInfo":null}
        """;

    // The client must not interpret the cursor: it only sends it back.
    private static string Cursor(int offset) => $"page_{offset}";

    private static bool TryOffset(string? cursor, out int offset)
    {
        offset = 0;
        return string.IsNullOrEmpty(cursor) || (cursor.StartsWith("page_", StringComparison.Ordinal) && int.TryParse(cursor.AsSpan(5), out offset));
    }
}
