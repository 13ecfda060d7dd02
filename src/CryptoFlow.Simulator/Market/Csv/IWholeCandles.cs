namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>Finished candles of one interval, from a file or added up from one.</summary>
internal interface IWholeCandles
{
    Interval Interval { get; }

    /// <summary>No candle opens before this (ms UTC).</summary>
    long FirstOpen { get; }

    /// <summary>No candle opens at this time or later (ms UTC).</summary>
    long End { get; }

    bool TryRead(long openTime, out Candle candle);
}
