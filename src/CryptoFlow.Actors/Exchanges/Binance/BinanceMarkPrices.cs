using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>
/// GET /fapi/v1/markPriceKlines has the bounds, rows and weights of klines. GET /fapi/v1/premiumIndex has the next settlement. Its <c>lastFundingRate</c> is,
/// despite the name, the estimate for the next settlement.
/// </summary>
internal sealed class BinanceMarkPrices : MarkPriceCandles
{
    private const string CandlesPath = "/fapi/v1/markPriceKlines";
    private const string CurrentPath = "/fapi/v1/premiumIndex";

    public static BinanceMarkPrices Instance { get; } = new();

    public override int Limit => BinanceLimits.PageRows;

    public override ExchangeRequest RequestFor(string symbol, TimeRange candles, RequestPriority priority)
    {
        var rows = (int)candles.Count(Interval.H1);
        return new(
            CandlesPath,
            $"symbol={Uri.EscapeDataString(symbol)}&interval=1h&startTime={candles.From}&endTime={candles.To - MarkPrice.Grid}&limit={rows}",
            BinanceLimits.KlinesWeight(rows),
            priority);
    }

    /// <summary>The rows do not name the symbol.</summary>
    public override ReadOnlyMemory<byte> RowsOf(ReadOnlyMemory<byte> payload, string symbol) => payload;

    public static ExchangeRequest CurrentRequest(string symbol) => new(CurrentPath, $"symbol={Uri.EscapeDataString(symbol)}", 1, RequestPriority.Backfill);

    public static CurrentFunding ReadCurrent(ReadOnlyMemory<byte> payload, string symbol)
    {
        CurrentFundingRead.RequireSymbol(payload, symbol);
        return CurrentFundingRead.Checked(new CurrentFunding(
            CurrentFundingRead.Number(payload, "lastFundingRate"),
            CurrentFundingRead.Time(payload, "nextFundingTime"),
            CurrentFundingRead.Number(payload, "markPrice"),
            CurrentFundingRead.Time(payload, "time")));
    }
}
