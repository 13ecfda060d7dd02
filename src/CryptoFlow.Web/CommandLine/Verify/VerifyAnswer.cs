using CryptoFlow.Verification;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>The output of <c>verify --json</c>. Times are ms UTC; <c>to</c> is exclusive.</summary>
/// <param name="Ok">True if no finding is a fault.</param>
/// <param name="Series">Series checked.</param>
/// <param name="Candles">Candles checked.</param>
/// <param name="Findings">The findings, at most <see cref="MostFindings"/>.</param>
/// <param name="Totals">All findings by kind.</param>
/// <param name="Exchange">The comparison with the exchanges; null without one.</param>
/// <param name="Months">The months that differ from the other file; null without <c>--compare</c>.</param>
internal sealed record VerifyAnswer(
    bool Ok,
    int Series,
    long Candles,
    IReadOnlyList<FindingAnswer> Findings,
    IReadOnlyDictionary<string, int> Totals,
    ExchangeAnswerSummary? Exchange,
    IReadOnlyList<MonthAnswer>? Months)
{
    public const int MostFindings = 10_000;
}

/// <summary>One finding.</summary>
internal sealed record FindingAnswer(string Kind, string Exchange, string Symbol, int Tf, long From, long To, string Detail)
{
    public static FindingAnswer Of(Finding finding) => new(
        finding.Kind.ToName(),
        finding.Series.Exchange.ToWireName(),
        finding.Series.Symbol,
        finding.Series.Interval.Minutes,
        finding.Range.From,
        finding.Range.To,
        finding.Detail);
}

/// <summary>The comparison with the exchanges.</summary>
internal sealed record ExchangeAnswerSummary(long Requests, long Candles, long Written, long Deleted, IReadOnlyList<string> NotCompared);

/// <summary>A month in which a series differs from the other file.</summary>
internal sealed record MonthAnswer(string Exchange, string Symbol, int Tf, string Month, long Here, long There);
