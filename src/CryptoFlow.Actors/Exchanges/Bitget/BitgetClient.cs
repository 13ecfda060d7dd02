using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Messages;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>Bitget v2 mix, product type USDT-FUTURES, host api.bitget.com (docs/exchanges.md, Bitget).</summary>
public sealed class BitgetClient(ClientSetup setup) : ExchangeClient(setup, new BitgetErrors(), BitgetLimits.Observe)
{
    private const string NewestPath = "/api/v2/mix/market/candles";
    private const string HistoryPath = "/api/v2/mix/market/history-candles";
    private const string InstrumentsPath = "/api/v2/mix/market/contracts";
    private const string TimePath = "/api/v2/public/time";
    internal const string Product = "productType=USDT-FUTURES";

    private static readonly InstrumentNames Names = new("symbol", "symbolStatus", Trading: "normal") { QuoteProperty = "quoteCoin", Quote = "USDT" };

    public override int PageSize(Interval interval) => BitgetLimits.PageRows(interval);

    public override int Cost(Interval interval, int candles) => 1;

    public override async Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation)
    {
        var symbol = contract.Symbol;
        var rate = await Session.AskAsync(BitgetMarkPrices.RateRequest(symbol), answer => BitgetMarkPrices.ReadRate(answer.Payload, symbol), cancellation);
        if (rate.Value is not { } next)
            return rate.Error!;
        return await Session.AskAsync(BitgetMarkPrices.PriceRequest(symbol), answer => BitgetMarkPrices.ReadPrice(answer.Payload, symbol, next), cancellation);
    }

    public override async Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(InstrumentsPath, Product, 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer =>
        {
            var rows = new InstrumentRows(Names);
            rows.Add(answer.Payload.Span);
            if (rows.OtherQuote is { } quote)
                throw new OtherQuestionException($"asked for contracts of USDT-FUTURES, but all contracts of the answer are quoted in other coins, such as {quote}");
            return rows.ToCatalogue();
        }, cancellation);
    }

    private protected override bool ReachesBack => true;

    private protected override FundingHistory FundingHistory => BitgetFunding.Instance;

    private protected override MarkPriceCandles MarkPriceCandles => BitgetMarkPrices.Instance;

    private protected override async Task<ExchangeResult<ExchangeTime>> AskForTimeAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(TimePath, "", 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer => JsonRead.Time(JsonRead.Property(answer.Payload, "serverTime")), cancellation);
    }

    /// <summary>
    /// The exchange excludes the end and ignores the start, so the request names the newest <paramref name="count"/> candles before the end of the range.
    /// </summary>
    private protected override ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority) =>
        Candles(HistoryPath, series, $"&endTime={range.To}", count, priority);

    /// <summary>The request names no bounds, because it is uncertain how the endpoint applies them, and because the endpoint has no old candles.</summary>
    private protected override ExchangeRequest RequestForNewest(SeriesKey series, int count) =>
        Candles(NewestPath, series, "", count, RequestPriority.Sync);

    /// <summary>
    /// Bitget has no such request. It ignores the start, and an answer reaches back 90 days at most. So an empty answer does not prove that there are no older
    /// candles (docs/exchanges.md, Bitget).
    /// </summary>
    private protected override ExchangeRequest? RequestForFirst(SeriesKey series, long from) => null;

    private protected override CandleRows ReadRows(ReadOnlyMemory<byte> payload, SeriesKey series) =>
        BitgetCandleParser.Read(payload, series.Interval);

    private static ExchangeRequest Candles(string path, SeriesKey series, string bounds, int limit, RequestPriority priority) =>
        new(path, $"symbol={Uri.EscapeDataString(series.Symbol)}&{Product}&granularity={BitgetGranularity.NameOf(series.Interval)}{bounds}&limit={limit}", 1, priority);
}
