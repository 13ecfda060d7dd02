using System.Net;
using System.Text;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Backtesting;
using static CryptoFlow.Web.Backtests.BacktestFigures;

namespace CryptoFlow.Web.Backtests;

/// <summary>Writes the report as one self-contained HTML file. Charts are inline SVG; colours follow the browser's light or dark mode.</summary>
internal static class HtmlReport
{
    /// <summary>The first characters of every report. A command recognises an earlier report by them, and overwrites no other file.</summary>
    public const string Start = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"generator\" content=\"CryptoFlow backtest\">";

    private const int TradesShown = 500;

    private const string Style = """
        :root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--text:#1d232a;--dim:#667079;--line:#e3e6e8;--equity:#1f6feb;--hold:#9a7b1c;--gain:#2a8a4a;--loss:#c93c37;--fees:#d08a3c}
        @media(prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f24;--text:#e3e7ea;--dim:#98a2ab;--line:#30363d;--equity:#58a6ff;--hold:#d4b04a;--gain:#4cc26f;--loss:#f0716b;--fees:#e0a35c}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1040px;margin:0 auto;padding:28px 20px 60px}h1{font-size:24px;line-height:1.25;margin:0 0 4px}h2{font-size:16px;margin:0 0 10px}
        .dim,figcaption{color:var(--dim)}.verdict{font-size:17px;margin:18px 0}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:16px 0;overflow-x:auto}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:16px 24px}
        .figures div{min-width:0}.figures b{display:block;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}.figures span{color:var(--dim);font-size:13px}
        .good{color:var(--gain)}.bad{color:var(--loss)}
        svg{display:block;width:100%;height:auto;min-width:560px}svg text{fill:var(--dim);font-size:12px;font-variant-numeric:tabular-nums}svg text.strong{fill:var(--text);font-size:13px;font-weight:600}
        .grid{stroke:var(--line);stroke-width:1}.zero{stroke:var(--dim);stroke-width:1}
        .line{fill:none;stroke-width:1.6;stroke-linejoin:round}.area{stroke:none;opacity:.16}
        .equity{stroke:var(--equity)}.hold{stroke:var(--hold)}.down{stroke:var(--loss)}.area.down{fill:var(--loss)}
        rect.gain{fill:var(--gain)}rect.loss{fill:var(--loss)}rect.fees{fill:var(--fees)}
        .legend{display:flex;gap:18px;margin:0 0 6px;padding:0;list-style:none;color:var(--dim);font-size:13px}.legend i{display:inline-block;width:14px;height:3px;border-radius:2px;margin-right:6px;vertical-align:middle}
        table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}th,td{padding:4px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th{color:var(--dim);font-weight:500}th:first-child,td:first-child,.left{text-align:left}summary{cursor:pointer;font-weight:600}details table{margin-top:10px}
        """;

    public static string Of(BacktestResult r, AuditReport? audit)
    {
        var s = BacktestStatistics.Of(r);
        var html = new StringBuilder();
        html.Append($"{Start}<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Backtest: {Text(Headline(r))}</title><style>{Style}</style></head><body><main>");
        html.Append($"<h1>{Text(Headline(r))}</h1><div class=\"dim\">{Text(Range(r))}</div><p class=\"verdict\">{Text(Summary(r, s))}</p>");
        html.Append($"<section><div class=\"figures\">{Figures(r, s)}</div></section>");
        html.Append($"<section><h2>Capital</h2><ul class=\"legend\"><li><i style=\"background:var(--equity)\"></i>the strategy, after fees</li><li><i style=\"background:var(--hold)\"></i>buying at the start and holding</li></ul>{Equity(r)}</section>");
        html.Append($"<section><h2>Drawdown</h2>{Drawdown(r)}<figcaption>Fall of the strategy's capital from its highest so far.</figcaption></section>");
        if (s.ByExit.Length > 0)
        {
            html.Append($"<section><h2>Trades by exit</h2><ul class=\"legend\"><li><i style=\"background:var(--gain)\"></i>earned before fees</li><li><i style=\"background:var(--loss)\"></i>lost before fees</li><li><i style=\"background:var(--fees)\"></i>fees</li></ul>{ExitBars.Of(s.ByExit)}</section>");
            html.Append($"<section><details><summary>{Heading(r)}</summary>{Trades(r)}</details></section>");
        }

        if (!r.Gaps.IsEmpty)
            html.Append($"<section><details><summary>{r.Gaps.Length:N0} gaps</summary>{Gaps(r)}</details></section>");
        if (audit is not null)
            html.Append($"<section><h2>Look-ahead audit</h2><div>{Text(AuditSentence(audit))}</div>{string.Concat(audit.Findings.Select(f => $"<div class=\"bad\">{Text(FindingSentence(f))}</div>"))}</section>");
        return html.Append("</main></body></html>\n").ToString();
    }

    private static string Figures(BacktestResult r, BacktestStatistics s) => string.Concat(
    [
        Figure(Money(r.Account.Capital), $"final capital, from {Money(r.Money.InitialCapital)}", s.Return),
        Figure(Percent(s.Return), $"return; holding {Percent(s.HoldReturn)}", s.Return),
        Figure(Share(s.MaxDrawdown), $"largest drawdown; holding {Share(s.HoldDrawdown)}"),
        Figure(Money(s.All.Gross), "gross: before fees", s.All.Gross),
        Figure(Money(-s.All.Fees), $"fees: {Share(s.FeePct, 3)} of the worth of each trade"),
        Figure(Money(s.All.Net), "net", s.All.Net),
        Figure($"{s.All.Trades:N0}", $"trades; {s.All.Wins:N0} won, {s.All.Trades - s.All.Wins:N0} lost, {r.Open.Length} open"),
        Figure(Share(s.WinRate), "win rate"),
        Figure(s.ProfitFactor?.ToString("0.00") ?? "-", "profit factor"),
        Figure(s.Expectancy is { } e ? Money(e) : "-", $"expectancy a trade; {Percent(s.MeanNetOfCapital, 2)} of the capital", s.Expectancy),
        Figure($"{s.LongestLosingRun}", "longest losing run"),
        Figure(Share(s.Exposure), $"exposure; {s.MeanCandlesHeld?.ToString("0") ?? "-"} candles a trade"),
    ]);

    private static string Figure(string value, string name, double? sign = null) =>
        $"<div><b{(sign is null or 0 ? "" : sign > 0 ? " class=\"good\"" : " class=\"bad\"")}>{Text(value)}</b><span>{Text(name)}</span></div>";

    private static string Equity(BacktestResult r)
    {
        var size = r.Money.InitialCapital / r.First.Close;
        return SvgChart.Of(
            "Capital over time",
            320,
            [
                new ChartLine("Buying and holding", "hold", [new(r.First.OpenTime, r.Money.InitialCapital), .. r.DailyCloses.Select(c => new ChartPoint(c.Time, c.Close * size))], Steps: false),
                new ChartLine("The strategy", "equity", Capital(r), Steps: true),
            ],
            value => value.ToString("#,0"));
    }

    private static string Drawdown(BacktestResult r)
    {
        var peak = r.Money.InitialCapital;
        return SvgChart.Of(
            "Drawdown over time",
            200,
            [
                new ChartLine(
                    "Drawdown",
                    "down",
                    [.. Capital(r).Select(p =>
                    {
                        peak = Math.Max(peak, p.Value);
                        return new ChartPoint(p.Time, (p.Value - peak) / peak);
                    })],
                    Steps: true),
            ],
            value => $"{value * 100:0} %",
            filled: true);
    }

    private static List<ChartPoint> Capital(BacktestResult r) =>
    [
        new(r.First.OpenTime, r.Money.InitialCapital),
        .. r.Trades.Select(t => new ChartPoint(t.ExitTime, t.CapitalAfter)),
        new(r.Last.OpenTime, r.Account.Capital),
    ];

    private static string Heading(BacktestResult r) =>
        r.Trades.Length <= TradesShown ? $"All {r.Trades.Length:N0} trades" : $"The last {TradesShown} of {r.Trades.Length:N0} trades (--json has them all)";

    private static string Trades(BacktestResult r) =>
        "<table><tr><th>entered (UTC)</th><th class=\"left\">left (UTC)</th><th class=\"left\">direction</th><th>entry</th><th>exit</th><th class=\"left\">how</th><th>of its worth</th><th>gross</th><th>fees</th><th>net</th><th>capital</th></tr>"
        + string.Concat(r.Trades.TakeLast(TradesShown).Select(t =>
            $"<tr><td>{Time(t.Signal.Time)}</td><td class=\"left\">{Time(t.ExitTime)}</td><td class=\"left\">{t.Signal.Direction.ToWireName()}</td><td>{t.Signal.Entry}</td><td>{t.ExitPrice:0.########}</td>"
            + $"<td class=\"left\">{t.Reason.ToWireName()}{(t.Tp1Hit && t.Reason != ExitReason.Tp2 ? " after TP1" : "")}</td><td>{Percent(t.PnlPct, 2)}</td><td>{Money(t.Gross)}</td><td>{Money(-t.Fees)}</td>"
            + $"<td class=\"{(t.IsWin ? "good" : "bad")}\">{Money(t.Net)}</td><td>{Money(t.CapitalAfter)}</td></tr>"))
        + "</table>";

    private static string Gaps(BacktestResult r) =>
        "<table><tr><th>from (UTC)</th><th class=\"left\">to</th><th>candles missing</th></tr>"
        + string.Concat(r.Gaps.Take(TradesShown).Select(g => $"<tr><td>{Time(g.From)}</td><td class=\"left\">{Time(g.To)}</td><td>{g.Count(r.Interval):N0}</td></tr>"))
        + "</table>";

    /// <summary>Escapes text for HTML. A no-break space keeps a percent sign on the line of its number.</summary>
    private static string Text(string text) => WebUtility.HtmlEncode(text).Replace(" %", "&nbsp;%", StringComparison.Ordinal);
}
