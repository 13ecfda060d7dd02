using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>Feeds a session with the stored candles, as the program does: first the 1h candles that have closed, then the 15m candle.</summary>
internal static class Replay
{
    public static IReadOnlyList<CandleOutcome> Run(TradingSession session, IEnumerable<Candle> lower, IEnumerable<Candle>? storedHigher = null)
    {
        var higher = new HigherCandles(Interval.H1, Interval.M15);
        foreach (var candle in storedHigher ?? [])
            higher.AddStored(candle);
        var outcomes = new List<CandleOutcome>();
        foreach (var candle in lower)
        {
            foreach (var closed in higher.TakeClosed(candle.OpenTime))
                session.OnContextCandle(Interval.H1, closed);
            if (session.OnTradedCandle(candle) is { } outcome)
                outcomes.Add(outcome);
            higher.AddLower(candle);
        }

        return outcomes;
    }
}
