using System.Collections.Immutable;

namespace CryptoFlow.Web.Operations;

/// <summary>A group of verbs about one part of the system.</summary>
/// <param name="Name">The first word of a command.</param>
/// <param name="Description">The part of the system, as a noun.</param>
/// <param name="Verbs">The verbs.</param>
internal sealed record Palette(string Name, string Description, ImmutableArray<Verb> Verbs);

/// <summary>A command of an operator.</summary>
/// <param name="Name">The second word of a command.</param>
/// <param name="Description">One sentence that says what the verb does.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Danger">The effect because of which the verb needs <c>--yes</c> and writes a line to the log; null for a verb without such an effect.</param>
internal sealed record Verb(string Name, string Description, ImmutableArray<VerbArgument> Arguments, string? Danger = null)
{
    public bool IsDangerousWith(IReadOnlyDictionary<string, string> values) =>
        Danger is not null && (Arguments.All(a => a.DangerousValue is null)
            || Arguments.Any(a => a.DangerousValue is { } value && values.GetValueOrDefault(a.Name) == value));
}

/// <summary>An argument of a verb. With switches the user gives it as <c>--at TIME</c>; without switches it is positional.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Description">What to give.</param>
/// <param name="Switches">The switches, the long one first; empty for a positional argument.</param>
/// <param name="IsMandatory">Whether the verb needs it.</param>
/// <param name="Allowed">The allowed values; empty for any value that the verb can read.</param>
/// <param name="Default">The value of an absent argument, or null.</param>
/// <param name="DangerousValue">The value with which the verb is dangerous; null if the danger does not depend on this argument.</param>
internal sealed record VerbArgument(
    string Name,
    string Description,
    ImmutableArray<string> Switches,
    bool IsMandatory = false,
    ImmutableArray<string> Allowed = default,
    string? Default = null,
    string? DangerousValue = null)
{
    /// <summary>The argument in the usage line: <c>[--depth|-d DEPTH]</c>.</summary>
    public string Usage
    {
        get
        {
            var value = Allowed.IsDefaultOrEmpty ? Name.ToUpperInvariant() : string.Join('|', Allowed);
            var given = Switches.IsEmpty ? value : $"{string.Join('|', Switches)} {value}";
            return IsMandatory ? given : $"[{given}]";
        }
    }
}
