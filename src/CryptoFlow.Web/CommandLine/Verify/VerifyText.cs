using System.Globalization;
using CryptoFlow.Verification;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>The output of <c>verify</c> for people: one line for each finding, then a summary.</summary>
internal static class VerifyText
{
    public static void Write(TextWriter output, VerifyAnswer answer, bool repaired)
    {
        foreach (var finding in answer.Findings)
        {
            output.WriteLine(
                $"{finding.Kind}: {finding.Exchange.ToUpperInvariant()}:{finding.Symbol} {new Interval(finding.Tf)} {Text(finding.From)}{(finding.To - finding.From > finding.Tf * 60_000L ? $" to {Text(finding.To)}" : "")}, {finding.Detail}.");
        }

        if (answer.Totals.Values.Sum() is var all && all > answer.Findings.Count)
            output.WriteLine($"… and {all - answer.Findings.Count:N0} more.");
        foreach (var month in answer.Months ?? [])
            output.WriteLine($"month: {month.Exchange.ToUpperInvariant()}:{month.Symbol} {new Interval(month.Tf)} {month.Month} differs, {month.Here:N0} candles here and {month.There:N0} in the other file.");
        foreach (var reason in answer.Exchange?.NotCompared ?? [])
            output.WriteLine($"not compared: {reason}");
        output.WriteLine(Summary(answer, repaired));
    }

    private static string Summary(VerifyAnswer answer, bool repaired)
    {
        var kinds = answer.Totals.Count == 0 ? "nothing is wrong" : string.Join(", ", answer.Totals.Select(t => $"{t.Value:N0} {t.Key}"));
        var exchange = answer.Exchange is { } e ? $" {e.Candles:N0} candles compared with the exchange in {e.Requests:N0} requests." : "";
        var repair = repaired && answer.Exchange is { } r ? $" Repaired: {r.Written:N0} candles written, {r.Deleted:N0} rows deleted." : "";
        var months = answer.Months is { } m ? $" {m.Count:N0} months differ from the other file." : "";
        var contradiction = answer.Totals.ContainsKey(FindingKind.ExchangeContradictsItself.ToName())
            ? " Where the exchange contradicts itself, the file holds what the exchange sends, and there is nothing to repair."
            : "";
        return $"{answer.Candles:N0} candles of {answer.Series:N0} series checked: {kinds}.{exchange}{repair}{months}{contradiction}";
    }

    private static string Text(long time) => Timeframe.CanContain(time)
        ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : time.ToString(CultureInfo.InvariantCulture);
}
