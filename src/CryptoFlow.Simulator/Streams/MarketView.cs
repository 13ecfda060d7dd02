using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Streams;

/// <summary>One exchange's market, as its streams see it.</summary>
internal sealed class MarketView(ExchangeMarket market, Venue venue)
{
    /// <summary>The series of a topic at a moment of simulated time; null if the contract has no candles now.</summary>
    public Tape? Tape(Topic topic, long now) =>
        topic.Interval is { } interval && market.Find(venue, topic.Symbol) is { HasNoCandles: false } ? market.Tape(venue, topic.Symbol, interval, now) : null;

    /// <summary>Another contract: <paramref name="instead"/>, or the first other contract if that is null. Null if there is none.</summary>
    public string? Other(string symbol, string? instead) =>
        market.Instruments(venue).FirstOrDefault(i => instead is null ? i.Symbol != symbol : i.Symbol == instead)?.Symbol;

    /// <summary>The rows of a topic at the open times of other rows. If the topic has no row at a time, the other row is kept.</summary>
    public Candle[] SameTimes(Topic topic, ReadOnlySpan<Candle> rows, long now)
    {
        var same = rows.ToArray();
        if (Tape(topic, now) is not { } tape)
            return same;
        foreach (ref var row in same.AsSpan())
        {
            if (tape.TryRead(row.OpenTime, now, out var other))
                row = other;
        }
        return same;
    }
}
