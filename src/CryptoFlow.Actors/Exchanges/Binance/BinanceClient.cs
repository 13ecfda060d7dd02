using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Messages;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>Binance USD-M futures, host fapi.binance.com (docs/exchanges.md, Binance).</summary>
public sealed class BinanceClient(ClientSetup setup) : ExchangeClient(setup, new BinanceErrors(), BinanceLimits.Observe)
{
    private const string KlinesPath = "/fapi/v1/klines";
    private const string InstrumentsPath = "/fapi/v1/exchangeInfo";
    private const string TimePath = "/fapi/v1/time";

    // The coin-margined host marks its contracts with this word. Any other word is accepted, so that a new word of the exchange does not stop collecting.
    private const string CoinMargined = "COIN_MARGINED";

    private static readonly InstrumentNames Names = new("symbol", "status", Trading: "TRADING");

    public override int PageSize(Interval interval) => BinanceLimits.PageRows;

    public override int Cost(Interval interval, int candles) => BinanceLimits.KlinesWeight(candles);

    public override async Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation) => await Session.AskAsync(
        BinanceMarkPrices.CurrentRequest(contract.Symbol), answer => BinanceMarkPrices.ReadCurrent(answer.Payload, contract.Symbol), cancellation);

    /// <summary>All contracts. The answer also declares the exchange's weight limit, which the budget adopts.</summary>
    public override async Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(InstrumentsPath, "", 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer =>
        {
            if (JsonRead.OptionalText(answer.Payload, "futuresType") is CoinMargined)
                throw new OtherQuestionException($"asked for USD-M contracts, but the answer is of futuresType {CoinMargined}");
            var rows = new InstrumentRows(Names);
            rows.Add(JsonRead.Property(answer.Payload, "symbols").Span);
            if (BinanceLimits.ReadDeclaredWeight(JsonRead.Property(answer.Payload, "rateLimits").Span) is { } weight)
                Budget.AdoptLimit(BinanceLimits.WeightPerMinute.Name, weight);
            return rows.ToCatalogue();
        }, cancellation);
    }

    private protected override bool RowsTellLength => true;

    private protected override FundingHistory FundingHistory => BinanceFunding.Instance;

    private protected override MarkPriceCandles MarkPriceCandles => BinanceMarkPrices.Instance;

    private protected override async Task<ExchangeResult<ExchangeTime>> AskForTimeAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(TimePath, "", 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer => JsonRead.Time(JsonRead.Property(answer.Payload, "serverTime")), cancellation);
    }

    /// <summary>Both bounds are inclusive and compare with open times.</summary>
    private protected override ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority) =>
        Klines(series, $"&startTime={range.From}&endTime={range.To - series.Interval.Milliseconds}", count, priority);

    private protected override ExchangeRequest RequestForNewest(SeriesKey series, int count) =>
        Klines(series, "", count, RequestPriority.Sync);

    /// <summary>
    /// With a start time and limit 1, the answer is the first candle at or after that time, even if that candle is years later (docs/exchanges.md, Binance).
    /// </summary>
    private protected override ExchangeRequest? RequestForFirst(SeriesKey series, long from) =>
        Klines(series, $"&startTime={from}", 1, RequestPriority.Backfill);

    private protected override CandleRows ReadRows(ReadOnlyMemory<byte> payload, SeriesKey series) =>
        BinanceCandleParser.Read(payload, series.Interval);

    private static ExchangeRequest Klines(SeriesKey series, string bounds, int limit, RequestPriority priority) =>
        new(KlinesPath, $"symbol={Uri.EscapeDataString(series.Symbol)}&interval={series.Interval.Name}{bounds}&limit={limit}", BinanceLimits.KlinesWeight(limit), priority);
}
