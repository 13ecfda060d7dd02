namespace CryptoFlow.Trading;

/// <summary>
/// Context candles that the strategy has not received yet. The strategy gets them in the order of their close times, each not before the traded candle that opens
/// at its close. Use it on one thread at a time.
/// </summary>
internal sealed class ContextQueue
{
    private readonly IStrategy _strategy;
    private readonly Line[] _lines;

    public ContextQueue(IStrategy strategy)
    {
        _strategy = strategy;
        _lines = [.. strategy.Context.Select(interval => new Line(interval))];
    }

    public void Add(Interval interval, in Candle candle)
    {
        var line = Array.Find(_lines, l => l.Interval == interval)
            ?? throw new ArgumentException($"{_strategy.Title} does not use {interval} candles.", nameof(interval));
        RequireNext(candle.OpenTime, line.Last, interval);
        line.Last = candle.OpenTime;
        line.Waiting.Enqueue(candle);
    }

    /// <summary>
    /// Gives the strategy the candles that had closed by a time (ms UTC). Of candles with the same close time, the candle of the shorter interval comes first.
    /// </summary>
    public void GiveClosed(long time)
    {
        while (Next(time) is { } line)
        {
            var candle = line.Waiting.Dequeue();
            _strategy.OnContextCandle(line.Interval, in candle);
        }
    }

    /// <exception cref="ArgumentException">The candle does not follow the last one of its interval.</exception>
    public static void RequireNext(long time, long? last, Interval interval)
    {
        if (time <= last || !interval.IsAligned(time))
            throw new ArgumentException($"The {interval} candle of {time} does not come after the candle of {last}.", nameof(time));
    }

    private Line? Next(long time)
    {
        Line? next = null;
        var closes = long.MaxValue;
        foreach (var line in _lines)
        {
            if (line.Waiting.TryPeek(out var candle) && candle.OpenTime + line.Interval.Milliseconds is var end && end <= time && end < closes)
                (next, closes) = (line, end);
        }

        return next;
    }

    private sealed class Line(Interval interval)
    {
        public Interval Interval => interval;

        public Queue<Candle> Waiting { get; } = new();

        public long? Last { get; set; }
    }
}
