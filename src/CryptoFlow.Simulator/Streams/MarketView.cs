using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Streams;

/// <summary>One exchange's market, as its streams see it.</summary>
internal sealed class MarketView(ExchangeMarket market, Venue venue)
{
    /// <summary>The series of a topic at a moment of simulated time; null if the contract has no candles now.</summary>
    public Tape? Tape(Topic topic, long now) =>
        topic.Interval is { } interval && market.Find(venue, topic.Symbol) is { HasNoCandles: false } ? market.Tape(venue, topic.Symbol, interval, now) : null;
}
