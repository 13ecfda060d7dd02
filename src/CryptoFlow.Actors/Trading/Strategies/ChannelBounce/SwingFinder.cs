namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>A local extreme of the price.</summary>
/// <param name="Index">Number of its candle in the series, from 0.</param>
/// <param name="Price">The candle's high, or its low.</param>
internal readonly record struct Swing(int Index, double Price);

/// <summary>Which extremes to find.</summary>
internal enum SwingSide
{
    High,
    Low,
}

/// <summary>
/// Finds swing highs or swing lows, candle by candle. A swing becomes known <paramref name="confirmation"/> candles after its own candle, and
/// is returned then.
/// </summary>
internal sealed class SwingFinder(SwingSide side, int confirmation)
{
    private Swing _potential;
    private int _barsSince;
    private bool _started;

    /// <summary>Takes the next candle's extreme.</summary>
    /// <returns>The swing that becomes known with this candle, or null.</returns>
    public Swing? Next(int index, double price)
    {
        if (!_started || (side == SwingSide.High ? price > _potential.Price : price < _potential.Price))
        {
            _started = true;
            Restart(index, price);
            return null;
        }

        if (++_barsSince < confirmation)
            return null;

        var found = _potential;
        Restart(index, price);
        return found;
    }

    private void Restart(int index, double price)
    {
        _potential = new Swing(index, price);
        _barsSince = 0;
    }
}
