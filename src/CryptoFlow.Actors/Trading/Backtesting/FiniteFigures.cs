using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>
/// Refuses results that overflow, because the capital compounds without end or because the ratio of two prices is too large for a double. JSON has no infinity, and
/// a limited figure would look like a real one.
/// </summary>
internal static class FiniteFigures
{
    /// <exception cref="BacktestException">A figure is infinite, not a number, or limited by <see cref="Account.MostCapital"/>.</exception>
    public static void Require(BacktestResult result)
    {
        if (result.Account.Peak >= Account.MostCapital)
        {
            throw Overflow(
                $"The account reached {Account.MostCapital:0e+0}, the largest capital of a result; lower CryptoFlow:PaperTrading:Money:RiskFraction or MaxLeverage.");
        }

        if (!AreFinite(result))
        {
            throw Overflow(
                $"The prices of {result.Request.Instrument} lie so far apart that the figures overflow: the closes go from {result.First.Close:R} to {result.Last.Close:R}. Check the candles.");
        }
    }

    private static bool AreFinite(BacktestResult result)
    {
        var s = BacktestStatistics.Of(result);
        return result.Trades.All(t => AreFinite(t.Signal) && double.IsFinite(t.ExitPrice) && double.IsFinite(t.PnlPct) && double.IsFinite(t.Net))
            && result.Open.All(p => AreFinite(p.Signal))
            && new[]
            {
                s.All.Gross, s.All.Fees, s.All.Net, s.WinRate ?? 0, s.ProfitFactor ?? 0, s.Expectancy ?? 0, s.MeanGrossPct ?? 0, s.MeanNetOfCapital ?? 0,
                s.MaxDrawdown, s.Return, s.Exposure, s.MeanCandlesHeld ?? 0, s.HoldReturn, s.HoldDrawdown,
            }.All(double.IsFinite);
    }

    private static bool AreFinite(Signal signal) =>
        double.IsFinite(signal.Entry) && double.IsFinite(signal.Stop) && double.IsFinite(signal.Tp1 ?? 0) && double.IsFinite(signal.Tp2 ?? 0);

    private static BacktestException Overflow(string sentence) => new(BacktestFailure.Overflow, sentence);
}
