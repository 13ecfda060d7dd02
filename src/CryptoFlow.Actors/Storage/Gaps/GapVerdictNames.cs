namespace CryptoFlow.Storage.Gaps;

/// <summary>The words of the column <c>gaps.verdict</c> and of the API.</summary>
public static class GapVerdictNames
{
    public static string ToName(this GapVerdict verdict) => verdict switch
    {
        GapVerdict.Open => "open",
        GapVerdict.Repairing => "repairing",
        GapVerdict.ConfirmedMissing => "confirmed_missing",
        GapVerdict.Filled => "filled",
        GapVerdict.Unreadable => "unreadable",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not a verdict."),
    };

    public static bool TryParse(string? text, out GapVerdict verdict)
    {
        foreach (var candidate in Enum.GetValues<GapVerdict>())
        {
            if (string.Equals(candidate.ToName(), text, StringComparison.OrdinalIgnoreCase))
            {
                verdict = candidate;
                return true;
            }
        }

        verdict = default;
        return false;
    }
}
