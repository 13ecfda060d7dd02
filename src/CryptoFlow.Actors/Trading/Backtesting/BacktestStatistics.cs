using System.Collections.Immutable;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>A group of trades in figures; money in quote currency.</summary>
/// <param name="Trades">How many.</param>
/// <param name="Wins">Those that earned something after fees.</param>
/// <param name="Gross">Earned before fees.</param>
/// <param name="Fees">Paid.</param>
/// <param name="Net">Gross less fees.</param>
public sealed record TradeSums(int Trades, int Wins, double Gross, double Fees, double Net)
{
    public static TradeSums Of(IReadOnlyCollection<Trade> trades) => new(
        trades.Count, trades.Count(t => t.IsWin), trades.Sum(t => t.Gross), trades.Sum(t => t.Fees), trades.Sum(t => t.Net));
}

/// <summary>How trades were left.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Tp1Hit">Whether a part was closed at the first target before.</param>
/// <param name="Sums">In figures.</param>
public sealed record ExitGroup(ExitReason Reason, bool Tp1Hit, TradeSums Sums);

/// <summary>
/// A result in figures. Gross and fees stand apart, since sizes follow the capital: what the trades earn by themselves shows in
/// <see cref="MeanGrossPct"/> against <see cref="FeePct"/>, whatever became of the capital.
/// </summary>
/// <param name="All">All trades.</param>
/// <param name="ByExit">By reason; only those that occur.</param>
/// <param name="WinRate">Wins as a fraction of the trades, null without any.</param>
/// <param name="ProfitFactor">Net of the wins over net of the losses, null without a loss.</param>
/// <param name="Expectancy">Mean net of a trade, quote currency; null without any.</param>
/// <param name="MeanGrossPct">Mean of what a trade earns as a fraction of its worth, before fees; null without any.</param>
/// <param name="FeePct">Fees of a trade as a fraction of its worth: what the mean has to exceed.</param>
/// <param name="MeanNetOfCapital">Mean net of a trade as a fraction of the capital at its entry; null without any.</param>
/// <param name="MaxDrawdown">Largest fall of the capital from a peak, as a fraction of it.</param>
/// <param name="Return">Final over initial capital, less 1.</param>
/// <param name="Exposure">Part of the candles through which a position was held.</param>
/// <param name="LongestLosingRun">Most losses one after another, in order of exit.</param>
/// <param name="MeanCandlesHeld">Mean candles from entry to exit; null without a trade.</param>
/// <param name="HoldReturn">What buying at the first close and selling at the last would have returned, after fees of both sides.</param>
/// <param name="HoldDrawdown">Largest fall of the closes from a peak, as a fraction of it.</param>
public sealed record BacktestStatistics(
    TradeSums All,
    ImmutableArray<ExitGroup> ByExit,
    double? WinRate,
    double? ProfitFactor,
    double? Expectancy,
    double? MeanGrossPct,
    double FeePct,
    double? MeanNetOfCapital,
    double MaxDrawdown,
    double Return,
    double Exposure,
    int LongestLosingRun,
    double? MeanCandlesHeld,
    double HoldReturn,
    double HoldDrawdown)
{
    public static BacktestStatistics Of(BacktestResult result)
    {
        var trades = result.Trades;
        var all = TradeSums.Of(trades);
        var lost = -trades.Where(t => !t.IsWin).Sum(t => t.Net);
        var growth = result.Last.Close / result.First.Close;
        return new BacktestStatistics(
            all,
            [
                .. trades.GroupBy(t => (t.Reason, t.Tp1Hit)).OrderBy(g => g.Key)
                    .Select(g => new ExitGroup(g.Key.Reason, g.Key.Tp1Hit, TradeSums.Of([.. g]))),
            ],
            Mean(t => t.IsWin ? 1 : 0),
            lost > 0 ? trades.Where(t => t.IsWin).Sum(t => t.Net) / lost : null,
            Mean(t => t.Net),
            Mean(t => t.PnlPct),
            result.Money.FeeRate * 2,
            Mean(t => t.Position.EntryCapital > 0 ? t.Net / t.Position.EntryCapital : 0),
            result.Account.MaxDrawdown,
            (result.Account.Capital / result.Money.InitialCapital) - 1,
            (double)result.CandlesInMarket / result.Candles,
            LongestRun(trades),
            Mean(t => t.Position.CandlesHeld),
            growth - 1 - (result.Money.FeeRate * (1 + growth)),
            result.HoldDrawdown);

        double? Mean(Func<Trade, double> of) => trades.IsEmpty ? null : trades.Average(of);
    }

    private static int LongestRun(ImmutableArray<Trade> trades)
    {
        var (run, longest) = (0, 0);
        foreach (var trade in trades)
        {
            run = trade.IsWin ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
