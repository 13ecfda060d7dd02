using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>GET /v5/market/mark-price-kline has the bounds and the order of kline, and rows of five texts. GET /v5/market/tickers has the next settlement.</summary>
internal sealed class BybitMarkPrices : MarkPriceCandles
{
    private const string CandlesPath = "/v5/market/mark-price-kline";
    private const string CurrentPath = "/v5/market/tickers";

    public static BybitMarkPrices Instance { get; } = new();

    public override int Limit => BybitLimits.PageRows;

    public override ExchangeRequest RequestFor(string symbol, TimeRange candles, RequestPriority priority) => new(
        CandlesPath,
        $"category={BybitClient.Category}&symbol={Uri.EscapeDataString(symbol)}&interval={BybitInterval.NameOf(Interval.H1)}&start={candles.From}&end={candles.To - MarkPrice.Grid}&limit={candles.Count(Interval.H1)}",
        1,
        priority);

    public override ReadOnlyMemory<byte> RowsOf(ReadOnlyMemory<byte> payload, string symbol)
    {
        BybitClient.RequireCategory(payload);
        if (JsonRead.OptionalText(payload, "symbol") is { Length: > 0 } named && named != symbol)
            throw new OtherQuestionException($"asked for {symbol}, but the answer is about {named}");
        return JsonRead.Property(payload, "list");
    }

    public static ExchangeRequest CurrentRequest(string symbol) =>
        new(CurrentPath, $"category={BybitClient.Category}&symbol={Uri.EscapeDataString(symbol)}", 1, RequestPriority.Backfill);

    /// <param name="answer">The answer. Its envelope has the time.</param>
    /// <param name="symbol">The contract.</param>
    public static CurrentFunding ReadCurrent(ExchangeAnswer answer, string symbol)
    {
        BybitClient.RequireCategory(answer.Payload);
        var ticker = CurrentFundingRead.Only(JsonRead.Property(answer.Payload, "list"));
        CurrentFundingRead.RequireSymbol(ticker, symbol);
        return CurrentFundingRead.Checked(new CurrentFunding(
            CurrentFundingRead.Number(ticker, "fundingRate"),
            CurrentFundingRead.Time(ticker, "nextFundingTime"),
            CurrentFundingRead.Number(ticker, "markPrice"),
            answer.Time));
    }
}
