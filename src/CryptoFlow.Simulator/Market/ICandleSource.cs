namespace CryptoFlow.Simulator.Market;

/// <summary>Where the simulator's candles come from: invented from a seed, or read from files.</summary>
internal interface ICandleSource
{
    /// <summary>The series of that interval; null where the source has nothing of that symbol.</summary>
    ICandleSeries? Find(Venue venue, string symbol, Interval interval);
}

/// <summary>The finished candles of one venue, symbol and interval, whatever the time is.</summary>
internal interface IWholeCandles
{
    Interval Interval { get; }

    /// <summary>No candle opens before this (ms UTC).</summary>
    long FirstOpen { get; }

    /// <summary>No candle opens at this time or later (ms UTC).</summary>
    long End { get; }

    bool TryRead(long openTime, out Candle candle);
}

/// <summary>Finished candles, and what they were before they had finished.</summary>
internal interface ICandleSeries : IWholeCandles
{
    /// <summary>What had been traded of a candle at <paramref name="moment"/> (ms UTC), before it closed.</summary>
    bool TryReadPart(long openTime, long moment, out Candle candle);
}
