using System.Text.RegularExpressions;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>
/// The two rules of style that are errors. The rules of the compiler for both (IDE0161 and IDE0065) bring all other analyzers of style with them, which take a tenth of the
/// build's processor time and only give suggestions.
/// </summary>
internal static partial class SourceStyle
{
    /// <summary>The faults of a C# file, one sentence each.</summary>
    /// <param name="path">The file's name in the sentences.</param>
    /// <param name="text">The file's text.</param>
    public static IEnumerable<string> Faults(string path, string text)
    {
        if (BlockNamespace().Count(text) == 1)
            yield return $"{path} has a namespace with braces. Write 'namespace N;' for the whole file.";
        var declared = AnyNamespace().Match(text);
        if (declared.Success && Directive().IsMatch(text, declared.Index))
            yield return $"{path} has a using directive below its namespace.";
    }

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^namespace ", RegexOptions.Multiline)]
    private static partial Regex AnyNamespace();

    [GeneratedRegex(@"^ *(global )?using (static )?[\w.]+( = [^;(]+)?;", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
