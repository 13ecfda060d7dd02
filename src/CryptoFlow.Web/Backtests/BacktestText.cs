using CryptoFlow.Trading.Backtesting;
using static CryptoFlow.Web.Backtests.BacktestFigures;

namespace CryptoFlow.Web.Backtests;

/// <summary>The report for a terminal or a log.</summary>
internal static class BacktestText
{
    private const int FindingsShown = 10;

    public static void Write(TextWriter output, BacktestResult r, AuditReport? audit)
    {
        var s = BacktestStatistics.Of(r);
        output.WriteLine(Headline(r));
        output.WriteLine(Range(r));
        output.WriteLine();
        Row("Capital", $"{Money(r.Money.InitialCapital)} -> {Money(r.Account.Capital)}  ({Percent(s.Return)}), largest drawdown {Share(s.MaxDrawdown)}");
        Row("Buy and hold", $"{Percent(s.HoldReturn)}, largest drawdown {Share(s.HoldDrawdown)}");
        Row("Trades", $"{s.All.Trades:N0}: {s.All.Wins:N0} won, {s.All.Trades - s.All.Wins:N0} lost; win rate {Share(s.WinRate)}, longest losing run {s.LongestLosingRun}, {r.Open.Length} open at the end");
        Row("Gross", $"{Money(s.All.Gross)}  before fees");
        Row("Fees", $"{Money(-s.All.Fees)}  {Share(s.FeePct, 3)} of the worth of each trade");
        Row("Net", $"{Money(s.All.Net)}  profit factor {s.ProfitFactor?.ToString("0.00") ?? "-"}, expectancy {(s.Expectancy is { } e ? Money(e) : "-")} a trade ({Percent(s.MeanNetOfCapital, 2)} of the capital)");
        Row("Exposure", $"{Share(s.Exposure)} of the candles, a trade is held for {s.MeanCandlesHeld?.ToString("0") ?? "-"} candles on average");
        output.WriteLine();
        if (s.ByExit.Length > 0)
        {
            output.WriteLine($"{"Exit",-18}{"trades",8}{"won",8}{"gross",14}{"fees",14}{"net",14}");
            foreach (var group in s.ByExit)
                output.WriteLine($"{NameOf(group),-18}{group.Sums.Trades,8:N0}{group.Sums.Wins,8:N0}{Money(group.Sums.Gross),14}{Money(-group.Sums.Fees),14}{Money(group.Sums.Net),14}");
            output.WriteLine();
        }

        output.WriteLine(Summary(r, s));
        if (audit is not null)
            Write(output, audit);

        void Row(string name, string text) => output.WriteLine($"{name,-14}{text}");
    }

    private static void Write(TextWriter output, AuditReport audit)
    {
        output.WriteLine(AuditSentence(audit));
        foreach (var finding in audit.Findings.Take(FindingsShown))
            output.WriteLine("  " + FindingSentence(finding));
        if (audit.Findings.Length > FindingsShown)
            output.WriteLine($"  and {audit.Findings.Length - FindingsShown} more; --json lists them all.");
    }
}
