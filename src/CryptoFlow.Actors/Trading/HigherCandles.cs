using System.Collections.Immutable;

namespace CryptoFlow.Trading;

/// <summary>
/// Decides which higher candles a strategy is given. If all lower candles of a higher candle are stored, the strategy gets their roll-up; otherwise the stored
/// higher candle; otherwise none. So a higher candle is available as soon as its last lower candle is stored. Add candles in order of time, on one thread at a
/// time.
/// </summary>
public sealed class HigherCandles
{
    private readonly Interval _higher;
    private readonly int _perHigher;
    private readonly Queue<Candle> _stored = new();
    private readonly Queue<Candle> _rolledUp = new();
    private readonly List<Candle> _lower = [];
    private long _lastStored = long.MinValue;
    private long _closedUpTo = long.MinValue;

    public HigherCandles(Interval higher, Interval lower)
    {
        if (higher <= lower || higher.Minutes % lower.Minutes != 0)
            throw new ArgumentException($"{lower} candles do not roll up to {higher}.", nameof(lower));
        _higher = higher;
        _perHigher = higher.Minutes / lower.Minutes;
    }

    /// <summary>Adds a stored higher candle. It is ignored if it was added before, or if <see cref="TakeClosed"/> has passed its time.</summary>
    public void AddStored(in Candle candle)
    {
        if (candle.OpenTime < _closedUpTo || candle.OpenTime <= _lastStored)
            return;
        _lastStored = candle.OpenTime;
        _stored.Enqueue(candle);
    }

    /// <summary>Adds a stored lower candle.</summary>
    public void AddLower(in Candle candle)
    {
        if (_lower.Count > 0 && _higher.Floor(_lower[0].OpenTime) != _higher.Floor(candle.OpenTime))
            _lower.Clear();
        _lower.Add(candle);
        if (_lower.Count < _perHigher)
            return;

        _rolledUp.Enqueue(RollUp(_higher.Floor(candle.OpenTime)));
        _lower.Clear();
    }

    /// <summary>
    /// Open times of the higher candles that had closed by a time, are not taken yet and cannot be rolled up, ascending. A strategy gets these
    /// only if they are stored.
    /// </summary>
    /// <param name="from">Candles that open before it are ignored, ms UTC.</param>
    /// <param name="time">ms UTC.</param>
    public ImmutableArray<long> NotRolledUp(long from, long time)
    {
        var end = _higher.Floor(time);
        var first = Math.Max(_higher.Ceiling(from), _closedUpTo);
        if (first >= end)
            return [];
        var missing = ImmutableArray.CreateBuilder<long>();
        for (var openTime = first; openTime < end; openTime += _higher.Milliseconds)
        {
            if (!_rolledUp.Any(c => c.OpenTime == openTime))
                missing.Add(openTime);
        }

        return missing.ToImmutable();
    }

    /// <summary>
    /// Takes the higher candles that had closed by a time (ms UTC), ascending. Call it before the lower candle of that time is processed.
    /// </summary>
    public ImmutableArray<Candle> TakeClosed(long time)
    {
        var end = _higher.Floor(time);
        if (end <= _closedUpTo)
            return [];
        _closedUpTo = end;

        var closed = ImmutableArray.CreateBuilder<Candle>();
        while (true)
        {
            var stored = _stored.TryPeek(out var s) && s.OpenTime < end ? s.OpenTime : long.MaxValue;
            var rolledUp = _rolledUp.TryPeek(out var r) && r.OpenTime < end ? r.OpenTime : long.MaxValue;
            if (stored == long.MaxValue && rolledUp == long.MaxValue)
                return closed.ToImmutable();

            if (stored <= rolledUp)
                _stored.Dequeue();
            closed.Add(rolledUp <= stored ? _rolledUp.Dequeue() : s);
        }
    }

    private Candle RollUp(long openTime)
    {
        var (high, low) = (double.MinValue, double.MaxValue);
        var (volume, buy, sell, delta, trades) = (0.0, 0.0, 0.0, 0.0, 0L);
        foreach (var candle in _lower)
        {
            high = Math.Max(high, candle.High);
            low = Math.Min(low, candle.Low);
            volume += candle.Volume;
            buy += candle.BuyVolume;
            sell += candle.SellVolume;
            delta += candle.Delta;
            trades += candle.TradeCount;
        }

        return new Candle(openTime, _lower[0].Open, high, low, _lower[^1].Close, volume, buy, sell, delta, trades);
    }
}
