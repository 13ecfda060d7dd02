using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace CryptoFlow.Trading.Indicators;

/// <summary>
/// The values of a strategy's indicators at each traded candle since <paramref name="origin"/>, from a session that runs the strategy as the trader and the
/// backtest do. Candles that change no value take no memory. For one caller at a time.
/// </summary>
/// <param name="strategy">A new strategy without candles.</param>
/// <param name="money">Sizes and fees.</param>
/// <param name="origin">Open time of the first candle of the session, ms UTC.</param>
internal sealed class IndicatorTrack(IStrategy strategy, MoneyRules money, long origin)
{
    private readonly double[] _now = new double[strategy.Indicators.Length];
    private readonly double[] _none = [.. strategy.Indicators.Select(_ => double.NaN)];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];

    public long Origin => origin;

    /// <summary>The session of the strategy. Its context candles are added here, its traded candles by <see cref="Add"/>.</summary>
    public SessionFeed Feed { get; } = new(strategy, money, origin);

    /// <summary>Open time of the last candle that was added, ms UTC; before the first candle, <see cref="Origin"/> - 1.</summary>
    public long Fed { get; private set; } = origin - 1;

    /// <summary>True once a candle was added.</summary>
    public bool HasCandles => Fed >= origin;

    /// <summary>Adds the next stored traded candle.</summary>
    public void Add(in Candle candle)
    {
        Feed.AddTraded(in candle);
        Fed = candle.OpenTime;
        strategy.ReadIndicators(_now);
        if (_times.Count > 0 && _now.AsSpan().SequenceEqual(RowAt(_times.Count - 1)))
            return;
        _times.Add(candle.OpenTime);
        _values.AddRange(_now);
    }

    /// <summary>
    /// Samples the values for a chart. A chart candle has the values of the newest traded candle that had closed by the close of the chart candle, so the chart
    /// shows no value before it was known.
    /// </summary>
    /// <param name="timeframe">The length of the chart's candles.</param>
    /// <param name="range">Open times of the chart's candles, ms UTC.</param>
    public IndicatorSamples Sample(Timeframe timeframe, TimeRange range)
    {
        var traded = strategy.Traded.Milliseconds;
        var times = ImmutableArray.CreateBuilder<long>();
        var columns = strategy.Indicators.Select(_ => ImmutableArray.CreateBuilder<double?>()).ToArray();
        var open = timeframe.Ceiling(range.From);
        var row = -1;
        int? shown = null;
        for (; open < range.To; open = timeframe.Next(open))
        {
            // Later candles have no value yet, because a traded candle that closes before their close is not added.
            var newest = timeframe.Next(open) - traded;
            if (!HasCandles || newest >= Fed + traded)
                break;
            while (row + 1 < _times.Count && _times[row + 1] <= newest)
                row++;
            if (shown is { } last && RowAt(row).SequenceEqual(RowAt(last)))
                continue;
            shown = row;
            times.Add(open);
            for (var line = 0; line < columns.Length; line++)
                columns[line].Add(double.IsNaN(RowAt(row)[line]) ? null : RowAt(row)[line]);
        }

        return new IndicatorSamples(times.ToImmutable(), [.. columns.Select(c => c.ToImmutable())], open);
    }

    /// <summary>The values from a row on; none before the first row.</summary>
    private ReadOnlySpan<double> RowAt(int row) => row < 0 ? _none : CollectionsMarshal.AsSpan(_values).Slice(row * _now.Length, _now.Length);
}
