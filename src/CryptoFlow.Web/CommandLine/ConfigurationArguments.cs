namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Separates configuration keys (<c>--CryptoFlow:Database:Path=x</c>, or with the value as the next argument) from the commands' own options.
/// A key is recognised by its colon and a known section, so a misspelt section is refused as an unknown option.
/// </summary>
internal static class ConfigurationArguments
{
    private static readonly string[] Sections = ["CryptoFlow", "Logging", "Kestrel"];

    /// <returns>The keys as <c>--key=value</c>, the rest for the command line's parser, and what is wrong, if anything.</returns>
    public static (IReadOnlyList<string> Configuration, IReadOnlyList<string> Others, string? Error) Split(IReadOnlyList<string> args)
    {
        var configuration = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsKey(args[i]))
                rest.Add(args[i]);
            else if (args[i].Contains('=', StringComparison.Ordinal))
                configuration.Add(args[i]);
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                configuration.Add($"{args[i]}={args[++i]}");
            else
                return ([], [], $"{args[i]} needs a value: {args[i]}=VALUE.");
        }

        return (configuration, rest, null);
    }

    private static bool IsKey(string arg) => Sections.Any(section => arg.StartsWith($"--{section}:", StringComparison.OrdinalIgnoreCase));
}
