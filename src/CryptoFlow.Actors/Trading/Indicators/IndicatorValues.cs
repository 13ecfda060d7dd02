using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Indicators;

/// <summary>Asks for the indicators of a strategy on an instrument, sampled for a chart.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Instrument">The contract.</param>
/// <param name="Trader">The paper trader of this strategy on this instrument; null if there is none.</param>
/// <param name="Timeframe">The length of the chart's candles.</param>
/// <param name="Range">Open times of the chart's candles, ms UTC.</param>
public sealed record IndicatorQuery(string Strategy, Instrument Instrument, TraderKey? Trader, Timeframe Timeframe, TimeRange Range);

/// <summary>Sampled values: a row for each candle of the chart whose values differ from those of the candle before it.</summary>
/// <param name="Times">Open times of the chart's candles, ms UTC, ascending.</param>
/// <param name="Values">For each indicator its value at each of the times; null if it has none.</param>
/// <param name="Until">The last row holds for candles that open before this time, ms UTC.</param>
public sealed record IndicatorSamples(ImmutableArray<long> Times, ImmutableArray<ImmutableArray<double?>> Values, long Until);

/// <summary>The indicators of a strategy on an instrument.</summary>
/// <param name="Title">The strategy's display name.</param>
/// <param name="Traded">The interval at whose candles the strategy decides.</param>
/// <param name="Names">The names of the indicators.</param>
/// <param name="Since">Open time of the first candle that the strategy was given, ms UTC; null if it was given none.</param>
/// <param name="Samples">The values.</param>
public sealed record IndicatorValues(string Title, Interval Traded, ImmutableArray<string> Names, long? Since, IndicatorSamples Samples);
