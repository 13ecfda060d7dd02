namespace CryptoFlow.Trading.Strategies.MovingAverageCross;

/// <summary>The plain average of the last N closes.</summary>
/// <remarks>
/// The sum is computed again for each candle, oldest close first. A running sum would be faster, but its rounding errors would depend on much older candles. Then
/// two runs that begin at different times would differ.
/// </remarks>
internal sealed class MovingAverage(int length)
{
    private readonly double[] _closes = new double[length];
    private int _count;
    private int _next;

    /// <summary>Adds a close.</summary>
    /// <returns>The average of the last N closes, or null while there are fewer.</returns>
    public double? Next(double close)
    {
        _closes[_next] = close;
        _next = (_next + 1) % length;
        _count = Math.Min(_count + 1, length);
        if (_count < length)
            return null;

        var sum = 0.0;
        for (var i = 0; i < length; i++)
            sum += _closes[(_next + i) % length];
        return sum / length;
    }
}
