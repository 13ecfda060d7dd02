using static CryptoFlow.Web.Operations.OperationRequest;

namespace CryptoFlow.Web.Operations;

/// <summary>Reads an operator's words by the definition of the palettes. Pure.</summary>
internal static class OperationParser
{
    private const string Yes = "--yes";
    private const string Json = "--json";

    private static readonly string[] HelpWords = ["help", "--help", "-h"];

    /// <param name="words">Palette, verb and arguments; <c>--yes</c>, <c>--json</c> and <c>help</c> anywhere.</param>
    public static OperationRequest Parse(IEnumerable<string> words)
    {
        var rest = words.ToList();
        var json = rest.RemoveAll(w => w == Json) > 0;
        var yes = rest.RemoveAll(w => w == Yes) > 0;
        var help = rest.RemoveAll(HelpWords.Contains) > 0 || rest.Count == 0;

        if (rest.Count == 0)
            return new Help(OperationHelp.OfAll());
        if (OperationsPalette.All.FirstOrDefault(p => p.Name == rest[0]) is not { } palette)
            return Unknown("palette", rest[0], OperationsPalette.All.Select(p => p.Name), "");
        if (rest.Count == 1)
            return help ? new Help(OperationHelp.Of(palette)) : new Wrong($"A verb is missing after {palette.Name}; the verbs are {List(palette.Verbs.Select(v => v.Name))}.");
        if (palette.Verbs.FirstOrDefault(v => v.Name == rest[1]) is not { } verb)
            return Unknown("verb", rest[1], palette.Verbs.Select(v => v.Name), $" of {palette.Name}", before: $"{palette.Name} ");
        if (help)
            return new Help(OperationHelp.Of(palette, verb));
        if (Read(palette, verb, rest[2..], out var values) is { } wrong)
            return wrong;

        var call = new Call(palette, verb, values, json);
        return call.IsDangerous && !yes ? new Wrong($"{verb.Danger} Give --yes to run {call.Name}.") : call;
    }

    private static Wrong? Read(Palette palette, Verb verb, List<string> words, out Dictionary<string, string> values)
    {
        values = verb.Arguments.Where(a => a.Default is not null).ToDictionary(a => a.Name, a => a.Default!);
        var given = new HashSet<string>();
        var usage = $"use: {OperationHelp.Usage(palette, verb)}";
        for (var i = 0; i < words.Count; i++)
        {
            var (word, value) = SplitSwitch(words[i]);
            var argument = word.StartsWith('-')
                ? verb.Arguments.FirstOrDefault(a => a.Switches.Contains(word))
                : verb.Arguments.FirstOrDefault(a => a.Switches.IsEmpty && !given.Contains(a.Name));
            if (argument is null)
            {
                return word.StartsWith('-')
                    ? Unknown("switch", word, verb.Arguments.SelectMany(a => a.Switches), $" of {palette.Name} {verb.Name}")
                    : new Wrong($"{palette.Name} {verb.Name} does not take '{Quote(word)}'; {usage}.");
            }

            if (!given.Add(argument.Name))
                return new Wrong($"{word} is given twice.");
            if (!argument.Switches.IsEmpty && value is null && ++i == words.Count)
                return new Wrong($"The value of {word} is missing; {usage}.");
            value = argument.Switches.IsEmpty ? words[i] : value ?? words[i];
            if (!argument.Allowed.IsDefaultOrEmpty)
            {
                if (!argument.Allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
                    return Unknown(argument.Name, value, argument.Allowed, $" of {palette.Name} {verb.Name}");
                value = value.ToLowerInvariant();
            }

            values[argument.Name] = value;
        }

        return verb.Arguments.FirstOrDefault(a => a.IsMandatory && !given.Contains(a.Name)) is { } missing
            ? new Wrong($"{palette.Name} {verb.Name} needs {missing.Usage}; {usage}.")
            : null;
    }

    private static (string Word, string? Value) SplitSwitch(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (word[..at], word[(at + 1)..]) : (word, null);

    private static Wrong Unknown(string kind, string word, IEnumerable<string> known, string of, string before = "")
    {
        var all = known.ToList();
        if (all.Count == 0)
            return new Wrong($"'{Quote(word)}' is not {Article(kind)} {kind}{of}, which takes none.");
        var nearest = NearestWord.Find(word, all) is { } near ? $" The nearest is {before}{near}." : "";
        return new Wrong($"'{Quote(word)}' is not {Article(kind)} {kind}{of}; allowed are {List(all)}.{nearest}");
    }

    private static string Article(string noun) => noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";

    private static string List(IEnumerable<string> words) => string.Join(", ", words);

    private static string Quote(string word) => Http.SeriesInput.Quote(word);
}
