namespace CryptoFlow.Simulator.Market;

/// <summary>The source of the simulator's candles: generated from a seed, or read from files.</summary>
internal interface ICandleSource
{
    /// <summary>The series of an interval; null if the source does not have the symbol.</summary>
    ICandleSeries? Find(Venue venue, string symbol, Interval interval);
}

/// <summary>The closed candles of one exchange, symbol and interval, independent of the current time.</summary>
internal interface IWholeCandles
{
    Interval Interval { get; }

    /// <summary>No candle opens before this (ms UTC).</summary>
    long FirstOpen { get; }

    /// <summary>No candle opens at this time or later (ms UTC).</summary>
    long End { get; }

    bool TryRead(long openTime, out Candle candle);
}

/// <summary>Closed candles, and their earlier states while they were forming.</summary>
internal interface ICandleSeries : IWholeCandles
{
    /// <summary>The state of a candle at <paramref name="moment"/> (ms UTC), before its close.</summary>
    bool TryReadPart(long openTime, long moment, out Candle candle);
}
