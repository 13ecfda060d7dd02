using System.Globalization;

namespace CryptoFlow.Market;

/// <summary>The number of base candles in a rolled-up candle, and the number in a complete one.</summary>
public readonly record struct BaseCount(int Held, int Expected)
{
    public bool IsComplete => Held == Expected;
}

/// <summary>A candle that was rolled up from closed base candles. If it is not complete, its values come only from the base candles that exist.</summary>
public readonly record struct RolledCandle(Candle Candle, BaseCount Count);

/// <summary>
/// Rolls candles of one interval up to a longer timeframe. Its only state is the candle that is being built. Missing candles are not invented: a span without base
/// candles gives no candle, and a span with some of its base candles gives a candle that is not complete.
/// </summary>
/// <remarks>
/// <para>
/// Prices are the first open, the highest high, the lowest low and the last close, unchanged. Volumes are summed as decimals, from the shortest decimal that gives
/// the stored double, and become a double once. So the roll-up of roll-ups equals the roll-up, as long as a sum has at most 15 digits. Sums of doubles would not
/// have this property.
/// </para>
/// <para>
/// If a candle with volume has the taker volume 0 or the trade count 0, the exchange did not send that value. Then the value of the rolled-up candle is unknown
/// too, and is 0.
/// </para>
/// </remarks>
/// <param name="timeframe">The longer timeframe.</param>
/// <param name="of">The interval of the base candles.</param>
public sealed class RollUp(Timeframe timeframe, Interval of)
{
    private long _from;
    private long _to;
    private int _held;
    private Candle _first;
    private Candle _last;
    private double _high;
    private double _low;
    private VolumeSum _volume;
    private VolumeSum _buyVolume;
    private long _trades;
    private bool _takerUnknown;
    private bool _tradesUnknown;

    /// <summary>
    /// Adds the next base candle. The candles are all ascending or all descending, each open time once. Returns the finished candle if the added candle belongs to
    /// another span. Ignores a candle that is off the grid of the base interval.
    /// </summary>
    public RolledCandle? Add(in Candle candle)
    {
        if (!Timeframe.CanContain(candle.OpenTime) || !of.IsAligned(candle.OpenTime))
            return null;
        RolledCandle? finished = null;
        if (_held == 0 || candle.OpenTime < _from || candle.OpenTime >= _to)
        {
            finished = Finish();
            _from = timeframe.Floor(candle.OpenTime);
            _to = timeframe.Next(_from);
            (_first, _last, _high, _low) = (candle, candle, candle.High, candle.Low);
        }

        if (candle.OpenTime < _first.OpenTime)
            _first = candle;
        if (candle.OpenTime > _last.OpenTime)
            _last = candle;
        _high = Math.Max(_high, candle.High);
        _low = Math.Min(_low, candle.Low);
        _volume.Add(candle.Volume);
        _buyVolume.Add(candle.BuyVolume);
        _trades += candle.TradeCount;
        _takerUnknown |= candle is { BuyVolume: 0, SellVolume: 0, Volume: not 0 };
        _tradesUnknown |= candle is { TradeCount: 0, Volume: not 0 };
        _held++;
        return finished;
    }

    /// <summary>Returns the candle that is being built, if there is one. The next base candle starts a new one.</summary>
    public RolledCandle? Finish()
    {
        if (_held == 0)
            return null;
        var known = !_takerUnknown;
        var candle = new Candle(
            _from,
            _first.Open,
            _high,
            _low,
            _last.Close,
            _volume.ToDouble(),
            known ? _buyVolume.ToDouble() : 0,
            known ? _volume.Less(_buyVolume).ToDouble() : 0,
            known ? _buyVolume.Less(_volume.Less(_buyVolume)).ToDouble() : 0,
            _tradesUnknown ? 0 : _trades);
        var count = new BaseCount(_held, timeframe.CountOf(of, _from));
        (_held, _trades, _takerUnknown, _tradesUnknown) = (0, 0, false, false);
        (_volume, _buyVolume) = (default, default);
        return new RolledCandle(candle, count);
    }

    /// <summary>Rolls up all candles of a list.</summary>
    public static IEnumerable<RolledCandle> All(IEnumerable<Candle> candles, Interval of, Timeframe timeframe)
    {
        var rollUp = new RollUp(timeframe, of);
        foreach (var candle in candles)
        {
            if (rollUp.Add(candle) is { } finished)
                yield return finished;
        }

        if (rollUp.Finish() is { } last)
            yield return last;
    }

    /// <summary>An exact sum of decimals. A value that does not fit in a decimal makes the sum NaN; only another program can have stored such a value.</summary>
    private struct VolumeSum
    {
        /// <summary>Far enough below the maximum of a decimal that no sum of a page overflows.</summary>
        private const double Largest = 1e22;

        private decimal _sum;
        private bool _isLost;

        /// <summary>The conversion rounds to 15 digits. That is the decimal that the exchange sent, because two decimals of 15 digits never give the same double.</summary>
        public void Add(double value)
        {
            if (Math.Abs(value) < Largest)
                _sum += (decimal)value;
            else
                _isLost = true;
        }

        public readonly VolumeSum Less(VolumeSum other) => new() { _sum = _sum - other._sum, _isLost = _isLost || other._isLost };

        /// <summary>The nearest double. A cast can be one unit off for long numbers; parsing the text is exact.</summary>
        public readonly double ToDouble() =>
            _isLost ? double.NaN : double.Parse(_sum.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
