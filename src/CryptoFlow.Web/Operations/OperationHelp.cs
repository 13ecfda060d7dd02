namespace CryptoFlow.Web.Operations;

/// <summary>The help texts, made from the definition of the palettes.</summary>
internal static class OperationHelp
{
    public static IReadOnlyList<string> OfAll() =>
    [
        .. OperationsPalette.All.SelectMany(Of),
        "--json prints one JSON object a line. --yes confirms a dangerous verb (marked with !). The word help after a palette or a verb shows its help.",
    ];

    public static IReadOnlyList<string> Of(Palette palette) =>
        [$"{palette.Name}: {palette.Description}", .. palette.Verbs.Select(verb => $"  {Usage(palette, verb)}{(verb.Danger is null ? "" : " !")}  {verb.Description}")];

    public static IReadOnlyList<string> Of(Palette palette, Verb verb) =>
    [
        Usage(palette, verb),
        $"  {verb.Description}",
        .. verb.Arguments.Select(a => $"  {a.Usage}  {a.Description}{(a.Default is null ? "" : $" Default {a.Default}.")}"),
        .. verb.Danger is { } danger ? new[] { $"  {danger} {DangerSentence(verb)}" } : [],
    ];

    /// <summary>Palette, verb and arguments in one line.</summary>
    public static string Usage(Palette palette, Verb verb) => string.Join(' ', verb.Arguments.Select(a => a.Usage).Prepend(verb.Name).Prepend(palette.Name));

    private static string DangerSentence(Verb verb) => verb.Arguments.FirstOrDefault(a => a.DangerousValue is not null) is { } argument
        ? $"With {argument.Switches[0]} {argument.DangerousValue} it needs --yes, and the log names the caller."
        : "It needs --yes, and the log names the caller.";
}
