using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>The sums of a group of trades; money in quote currency.</summary>
/// <param name="Trades">Number of trades.</param>
/// <param name="Wins">Trades with a positive net.</param>
/// <param name="Gross">Earnings before fees.</param>
/// <param name="Fees">Paid fees.</param>
/// <param name="Net">Gross minus fees, and minus paid funding if funding is charged.</param>
public sealed record TradeSums(int Trades, int Wins, double Gross, double Fees, double Net)
{
    public static TradeSums Of(IReadOnlyCollection<Trade> trades) => new(
        trades.Count, trades.Count(t => t.IsWin), trades.Sum(t => t.Gross), trades.Sum(t => t.Fees), trades.Sum(t => t.Net));
}

/// <summary>The trades that ended in the same way.</summary>
/// <param name="Reason">The exit reason.</param>
/// <param name="Tp1Hit">Whether a part was closed at the first target before the exit.</param>
/// <param name="Sums">The sums of these trades.</param>
public sealed record ExitGroup(ExitReason Reason, bool Tp1Hit, TradeSums Sums);

/// <summary>
/// The statistics of a backtest. Position sizes follow the capital, so sums of money depend on the course of the capital. Compare <see cref="MeanGrossPct"/> with
/// <see cref="FeePct"/> to see whether the trades earn money independently of the capital.
/// </summary>
/// <param name="All">All trades.</param>
/// <param name="ByExit">By exit reason; reasons without a trade are left out.</param>
/// <param name="WinRate">Wins as a fraction of the trades; null without a trade.</param>
/// <param name="ProfitFactor">Net of the wins divided by net of the losses; null without a loss.</param>
/// <param name="Expectancy">Mean net of a trade, quote currency; null without a trade.</param>
/// <param name="MeanGrossPct">Mean gross of a trade as a fraction of its worth; null without a trade.</param>
/// <param name="FeePct">Fees of a trade as a fraction of its worth. <see cref="MeanGrossPct"/> has to be greater for a profit.</param>
/// <param name="MeanNetOfCapital">Mean net of a trade as a fraction of the capital at its entry; null without a trade.</param>
/// <param name="MaxDrawdown">Largest fall of the capital from a peak, as a fraction of the peak.</param>
/// <param name="Return">Final capital divided by initial capital, minus 1.</param>
/// <param name="Exposure">Share of the candles during which a position was open.</param>
/// <param name="LongestLosingRun">The most losses in a row, in order of exit.</param>
/// <param name="MeanCandlesHeld">Mean candles from entry to exit; null without a trade.</param>
/// <param name="HoldReturn">Return of buying at the first close and selling at the last, after the fees of both sides.</param>
/// <param name="HoldDrawdown">Largest fall of the closes from a peak, as a fraction of the peak.</param>
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
