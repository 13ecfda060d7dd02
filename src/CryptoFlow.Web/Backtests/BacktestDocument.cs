using System.Text.Json.Serialization;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Web.Backtests;

/// <summary>The result of a backtest as JSON, for <c>backtest --json</c> and <c>/api/backtest</c>. Numbers are not rounded; times are ms UTC.</summary>
/// <param name="Symbol">The series, as EXCHANGE:SYMBOL.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="From">Open time of the first candle.</param>
/// <param name="To">End of the last candle (exclusive).</param>
/// <param name="Candles">Candles processed.</param>
/// <param name="Trades">Closed trades, in order of exit; trades that exit in the same candle in order of entry.</param>
/// <param name="Open">Positions still open at the end.</param>
/// <param name="Summary">The account at the end.</param>
/// <param name="Statistics">The figures.</param>
/// <param name="Gaps">Ranges between <c>from</c> and <c>to</c> that hold no candle.</param>
/// <param name="Audit">The look-ahead audit; null unless it was requested.</param>
internal sealed record BacktestDocument(
    string Symbol,
    string Strategy,
    long From,
    long To,
    long Candles,
    IReadOnlyList<TradeDocument> Trades,
    IReadOnlyList<PositionDocument> Open,
    SummaryDocument Summary,
    StatisticsDocument Statistics,
    IReadOnlyList<GapDocument> Gaps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AuditDocument? Audit)
{
    public static BacktestDocument Of(BacktestResult result, AuditReport? audit = null) => new(
        result.Request.Instrument.StorageKey,
        result.Request.Strategy,
        result.First.OpenTime,
        result.Last.OpenTime + result.Interval.Milliseconds,
        result.Candles,
        [.. result.Trades.Select(TradeDocument.Of)],
        [.. result.Open.Select(PositionDocument.Of)],
        new(result.Account.Trades, result.Account.Wins, result.Account.Losses, result.Account.Capital, result.Account.MaxDrawdown),
        StatisticsDocument.Of(BacktestStatistics.Of(result)),
        [.. result.Gaps.Select(g => new GapDocument(g.From, g.To))],
        audit is null ? null : AuditDocument.Of(audit));
}

/// <summary>A closed trade. <c>pnlPct</c> is a fraction of the entry price, before leverage and fees.</summary>
internal sealed record TradeDocument(
    long EntryTime,
    long ExitTime,
    string Direction,
    double Entry,
    double Stop,
    double? Tp1,
    double? Tp2,
    bool Tp1Hit,
    string ExitReason,
    double PnlPct,
    double Net,
    double Capital,
    double ExitPrice,
    double Gross,
    double Fees)
{
    public static TradeDocument Of(Trade t) => new(
        t.Signal.Time,
        t.ExitTime,
        t.Signal.Direction.ToWireName(),
        t.Signal.Entry,
        t.Signal.Stop,
        t.Signal.Tp1,
        t.Signal.Tp2,
        t.Tp1Hit,
        t.Reason.ToWireName(),
        t.PnlPct,
        t.Net,
        t.CapitalAfter,
        t.ExitPrice,
        t.Gross,
        t.Fees);
}

/// <summary>A position that was still open.</summary>
internal sealed record PositionDocument(
    long EntryTime, string Direction, double Entry, double Stop, double? Tp1, double? Tp2, bool Tp1Hit, int CandlesHeld, double EntryCapital)
{
    public static PositionDocument Of(Position p) => new(
        p.Signal.Time,
        p.Signal.Direction.ToWireName(),
        p.Signal.Entry,
        p.Signal.Stop,
        p.Signal.Tp1,
        p.Signal.Tp2,
        p.Tp1Time is not null,
        p.CandlesHeld,
        p.EntryCapital);
}

/// <summary>The account at the end; <c>maxDrawdown</c> is a fraction.</summary>
internal sealed record SummaryDocument(int Trades, int Wins, int Losses, double FinalCapital, double MaxDrawdown);

/// <summary>The statistics. Rates and returns are fractions, money is in quote currency. A figure is null when there is no data to compute it from.</summary>
internal sealed record StatisticsDocument(
    double Gross,
    double Fees,
    double Net,
    double? WinRate,
    double? ProfitFactor,
    double? Expectancy,
    double? MeanGrossPct,
    double FeePct,
    double Return,
    double Exposure,
    int LongestLosingRun,
    double? MeanCandlesHeld,
    double HoldReturn,
    double HoldDrawdown,
    IReadOnlyList<ExitDocument> ByExit)
{
    public static StatisticsDocument Of(BacktestStatistics s) => new(
        s.All.Gross,
        s.All.Fees,
        s.All.Net,
        s.WinRate,
        s.ProfitFactor,
        s.Expectancy,
        s.MeanGrossPct,
        s.FeePct,
        s.Return,
        s.Exposure,
        s.LongestLosingRun,
        s.MeanCandlesHeld,
        s.HoldReturn,
        s.HoldDrawdown,
        [.. s.ByExit.Select(g => new ExitDocument(g.Reason.ToWireName(), g.Tp1Hit, g.Sums.Trades, g.Sums.Wins, g.Sums.Gross, g.Sums.Fees, g.Sums.Net))]);
}

/// <summary>The trades with one exit reason.</summary>
internal sealed record ExitDocument(string Reason, bool Tp1Hit, int Trades, int Wins, double Gross, double Fees, double Net);

/// <summary>A range [from, to) without candles.</summary>
internal sealed record GapDocument(long From, long To);

/// <summary>The look-ahead audit.</summary>
internal sealed record AuditDocument(bool Clean, int Seed, int Cuts, long Decisions, IReadOnlyList<FindingDocument> Findings)
{
    public static AuditDocument Of(AuditReport report) => new(
        report.IsClean,
        report.Seed,
        report.Cuts,
        report.Decisions,
        [.. report.Findings.Select(f => new FindingDocument(f.Check == AuditCheck.Prefix ? "prefix" : "revised", f.Cut, f.Time))]);
}

/// <summary>A decision at <c>time</c> that changed when the candles from <c>cut</c> on were removed or changed: the strategy looked ahead.</summary>
internal sealed record FindingDocument(string Check, long Cut, long Time);
