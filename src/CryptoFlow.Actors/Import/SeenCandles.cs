namespace CryptoFlow.Import;

/// <summary>Whether an earlier row of the file has the same open time.</summary>
internal enum Seen
{
    New,
    Same,
    Different,
}

/// <summary>
/// Remembers the open times of the rows of a file, in any order, each with a fingerprint of its values: 4 bytes for each candle, in blocks of 4,096 that are
/// allocated when needed. Two years of 15m take 0.3 MB, seven years of 1m take 15 MB. The bound is one slot for each minute since 1973.
/// </summary>
/// <remarks>
/// In about one of 4 billion cases a different row has the same fingerprint and counts as a duplicate instead of a rejected row. Neither is stored.
/// </remarks>
internal sealed class SeenCandles(Interval interval)
{
    private const int BlockBits = 12;

    private readonly Dictionary<long, uint[]> _blocks = [];

    /// <param name="candle">A valid candle of the interval.</param>
    public Seen Add(in Candle candle)
    {
        var slot = candle.OpenTime / interval.Milliseconds;
        if (!_blocks.TryGetValue(slot >> BlockBits, out var block))
            _blocks[slot >> BlockBits] = block = new uint[1 << BlockBits];

        ref var seen = ref block[slot & ((1 << BlockBits) - 1)];
        var fingerprint = FingerprintOf(candle);
        if (seen != 0)
            return seen == fingerprint ? Seen.Same : Seen.Different;
        seen = fingerprint;
        return Seen.New;
    }

    /// <summary>Never 0.</summary>
    private static uint FingerprintOf(in Candle candle)
    {
        var hash = new HashCode();
        foreach (var value in (ReadOnlySpan<double>)[candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, candle.BuyVolume, candle.SellVolume, candle.Delta])
            hash.Add(value);
        hash.Add(candle.TradeCount);
        return (uint)hash.ToHashCode() is var code and not 0 ? code : 1;
    }
}
