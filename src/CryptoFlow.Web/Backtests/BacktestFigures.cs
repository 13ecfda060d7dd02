using CryptoFlow.Trades;
using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Web.Backtests;

/// <summary>Wording and number formats that the text report and the HTML report share.</summary>
internal static class BacktestFigures
{
    public static string Money(double amount) => amount.ToString("#,0.00");

    /// <summary>A fraction as a percentage with its sign.</summary>
    public static string Percent(double? fraction, int decimals = 1) =>
        fraction is { } f ? (f * 100).ToString($"+0.{new string('0', decimals)};-0.{new string('0', decimals)}") + " %" : "-";

    /// <summary>A fraction as a percentage without a sign.</summary>
    public static string Share(double? fraction, int decimals = 1) =>
        fraction is { } f ? (f * 100).ToString($"0.{new string('0', decimals)}") + " %" : "-";

    public static string Time(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm");

    public static string NameOf(ExitGroup group) =>
        group.Reason.ToWireName() + (group.Tp1Hit && group.Reason != ExitReason.Tp2 ? " after TP1" : "");

    public static string Headline(BacktestResult r) => $"{r.Title} ({r.Request.Strategy}) on {r.Request.Instrument}, {r.Interval}";

    public static string Range(BacktestResult r)
    {
        var missing = r.Gaps.Sum(g => g.Count(r.Interval));
        return $"{Time(r.First.OpenTime)} to {Time(r.Last.OpenTime + r.Interval.Milliseconds)} UTC, {r.Candles:N0} candles, "
            + (missing == 0 ? "none missing" : $"{missing:N0} missing in {r.Gaps.Length:N0} gaps");
    }

    /// <summary>One or two sentences about the result of the trades before fees and of the account after fees.</summary>
    public static string Summary(BacktestResult result, BacktestStatistics s)
    {
        if (s.MeanGrossPct is not { } gross || s.Expectancy is not { } expectancy)
            return "There was no trade.";
        var edge = $"A trade earned {Percent(gross, 3)} of its worth on average before fees; the fees of both sides are {Share(s.FeePct, 3)}.";
        var outcome = (result.Account.Capital < result.Money.InitialCapital, gross > 0) switch
        {
            (false, _) when expectancy > 0 => "It earned money.",
            (_, true) => "Fees ate more than it earned: it lost money.",
            (_, false) => "It lost money, fees or no fees.",
        };
        return $"{edge} {outcome}";
    }

    public static string AuditSentence(AuditReport audit) => audit.IsClean
        ? $"Look-ahead audit: clean. {audit.Decisions:N0} decisions recomputed at {audit.Cuts} moments, without the future and with another one; none changed (seed {audit.Seed})."
        : $"Look-ahead audit: {audit.Findings.Length} of {audit.Cuts * 2} checks found a decision that depends on the future (seed {audit.Seed}).";

    public static string FindingSentence(AuditFinding f) =>
        $"The decision of {Time(f.Time)} changes when the candles from {Time(f.Cut)} on are {(f.Check == AuditCheck.Prefix ? "taken away" : "revised")}.";
}
