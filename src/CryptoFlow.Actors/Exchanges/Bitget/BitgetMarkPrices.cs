using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// GET /api/v2/mix/market/history-mark-candles: has the rules of history-candles: only closed candles, the end is excluded and the start is ignored. The next
/// settlement is in current-fund-rate, the mark price in symbol-price.
/// </summary>
internal sealed class BitgetMarkPrices : MarkPriceCandles
{
    private const string CandlesPath = "/api/v2/mix/market/history-mark-candles";
    private const string RatePath = "/api/v2/mix/market/current-fund-rate";
    private const string PricePath = "/api/v2/mix/market/symbol-price";

    public static BitgetMarkPrices Instance { get; } = new();

    public override int Limit => BitgetLimits.HistoryRows;

    protected override bool ReachesBack => true;

    public override ExchangeRequest RequestFor(string symbol, TimeRange candles, RequestPriority priority) => new(
        CandlesPath,
        $"symbol={Uri.EscapeDataString(symbol)}&{BitgetClient.Product}&granularity={BitgetGranularity.NameOf(Interval.H1)}&endTime={candles.To}&limit={candles.Count(Interval.H1)}",
        1,
        priority);

    /// <summary>The rows do not name the symbol.</summary>
    public override ReadOnlyMemory<byte> RowsOf(ReadOnlyMemory<byte> payload, string symbol) => payload;

    public static ExchangeRequest RateRequest(string symbol) => new(RatePath, Query(symbol), 1, RequestPriority.Backfill);

    public static ExchangeRequest PriceRequest(string symbol) => new(PricePath, Query(symbol), 1, RequestPriority.Backfill);

    /// <summary>The rate and the time of the next settlement.</summary>
    public static NextSettlement ReadRate(ReadOnlyMemory<byte> payload, string symbol)
    {
        var row = CurrentFundingRead.Only(payload);
        CurrentFundingRead.RequireSymbol(row, symbol);
        return new NextSettlement(CurrentFundingRead.Number(row, "fundingRate"), CurrentFundingRead.Time(row, "nextUpdate"));
    }

    public static CurrentFunding ReadPrice(ReadOnlyMemory<byte> payload, string symbol, NextSettlement next)
    {
        var row = CurrentFundingRead.Only(payload);
        CurrentFundingRead.RequireSymbol(row, symbol);
        return CurrentFundingRead.Checked(new CurrentFunding(next.Rate, next.Time, CurrentFundingRead.Number(row, "markPrice"), CurrentFundingRead.Time(row, "ts")));
    }

    private static string Query(string symbol) => $"symbol={Uri.EscapeDataString(symbol)}&{BitgetClient.Product}";

    /// <summary>The estimated rate and the time of the next settlement, ms UTC.</summary>
    internal sealed record NextSettlement(double Rate, long Time);
}
