using CryptoFlow.Trading.Indicators;

namespace CryptoFlow.Web.Api.Indicators;

/// <summary>The answer of <c>GET /api/indicators</c>. Times are ms UTC.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Tf">The length of the chart's candles.</param>
/// <param name="TradedTf">The length of the candles at which the strategy decides, minutes.</param>
/// <param name="IsTraded">True if a paper trader is configured for this strategy and contract. Then the values are computed from the trader's candles.</param>
/// <param name="Since">Open time of the first candle that the strategy was given; null if it was given none.</param>
/// <param name="Until">The last row holds for candles that open before this time.</param>
/// <param name="Lines">The names of the indicators.</param>
/// <param name="Times">Open times, ascending, of the chart's candles whose values differ from those of the candle before.</param>
/// <param name="Values">For each line the value at each time; null for no value. A value holds until the next time.</param>
internal sealed record IndicatorsAnswer(
    string Strategy,
    string Title,
    string Exchange,
    string Symbol,
    string Tf,
    int TradedTf,
    bool IsTraded,
    long? Since,
    long Until,
    IReadOnlyList<string> Lines,
    IReadOnlyList<long> Times,
    IReadOnlyList<IReadOnlyList<double?>> Values)
{
    public static IndicatorsAnswer Of(IndicatorQuery query, IndicatorValues read) => new(
        query.Strategy,
        read.Title,
        query.Instrument.Exchange.ToWireName(),
        query.Instrument.Symbol,
        query.Timeframe.Name,
        read.Traded.Minutes,
        query.Trader is not null,
        read.Since,
        read.Samples.Until,
        read.Names,
        read.Samples.Times,
        [.. read.Samples.Values]);
}
