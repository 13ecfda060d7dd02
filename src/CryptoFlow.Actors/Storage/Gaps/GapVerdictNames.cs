namespace CryptoFlow.Storage.Gaps;

/// <summary>The words of the column <c>gaps.verdict</c> and of the API.</summary>
public static class GapVerdictNames
{
    /// <summary>All names in one text, for messages: <c>open, repairing, … and unreadable</c>.</summary>
    public static string AllowedText { get; } = AllOf([.. Enum.GetValues<GapVerdict>().Select(ToName)]);

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

    private static string AllOf(string[] names) => $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
