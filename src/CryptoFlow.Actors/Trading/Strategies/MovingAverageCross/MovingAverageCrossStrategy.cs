using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.MovingAverageCross;

/// <summary>
/// Follows the crossing of two moving averages of the closes of 1h candles: long when the fast average crosses above the slow one, short when it crosses
/// below. A crossing also closes the positions of the other direction. There is a stop and no target.
/// </summary>
public sealed class MovingAverageCrossStrategy : IStrategy
{
    /// <summary>The name in configurations, in results and in <c>/status</c>.</summary>
    public const string Name = "MA_CROSS";

    private const string Setup = "MA_CROSS";

    private readonly MovingAverageCrossOptions _options;
    private readonly MovingAverage _fast;
    private readonly MovingAverage _slow;
    private bool? _above;
    private (double? Fast, double? Slow) _averages;

    public MovingAverageCrossStrategy(MovingAverageCrossOptions options)
    {
        _options = options;
        _fast = new MovingAverage(options.Fast);
        _slow = new MovingAverage(options.Slow);
        Indicators = [$"Average of {options.Fast}", $"Average of {options.Slow}"];
    }

    public string Title => "Moving-average crossing";

    public Interval Traded => Interval.H1;

    public ImmutableArray<Interval> Context => [];

    public ExitRules Exits { get; } = new(TimeoutCandles: null);

    public long EntryMemory => 0;

    public Channel? Channel => null;

    public ImmutableArray<string> Indicators { get; }

    public void ReadIndicators(Span<double> values) => (values[0], values[1]) = (_averages.Fast ?? double.NaN, _averages.Slow ?? double.NaN);

    public void OnContextCandle(Interval interval, in Candle candle)
    {
    }

    public Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open)
    {
        var (fast, slow) = _averages = (_fast.Next(candle.Close), _slow.Next(candle.Close));
        if (fast is null || slow is null || fast == slow)
            return Orders.None;

        var (before, above) = (_above, fast > slow);
        _above = above;
        if (before is null || before == above)
            return Orders.None;

        var direction = above ? TradeDirection.Long : TradeDirection.Short;
        var stop = candle.Close * (above ? 1 - _options.StopDistance : 1 + _options.StopDistance);
        return new Orders(
            new Signal(candle.OpenTime, direction, Setup, candle.Close, stop, Tp1: null, Tp2: null, Channel: null),
            [.. open.Where(p => p.Signal.Direction != direction).Select(p => p.Signal.Time)]);
    }

    public void OnEntered(Signal signal)
    {
    }
}
