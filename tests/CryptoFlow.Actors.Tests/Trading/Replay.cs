namespace CryptoFlow.Trading;

/// <summary>Feeds a session what is stored, as the program does: the higher candles that had closed, then the lower candle.</summary>
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
                session.OnHigherCandle(closed);
            outcomes.Add(session.OnLowerCandle(candle));
            higher.AddLower(candle);
        }

        return outcomes;
    }
}
