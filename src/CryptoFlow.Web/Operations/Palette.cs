using System.Collections.Immutable;

namespace CryptoFlow.Web.Operations;

/// <summary>A group of verbs about one part of the system.</summary>
/// <param name="Name">The first word of a command.</param>
/// <param name="Description">What the part is.</param>
/// <param name="Verbs">The verbs.</param>
internal sealed record Palette(string Name, string Description, ImmutableArray<Verb> Verbs);

/// <summary>A command of an operator.</summary>
/// <param name="Name">The second word of a command.</param>
/// <param name="Description">One sentence that says what the verb does.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Danger">Why the verb needs <c>--yes</c> and leaves a line in the log; null if it changes nothing.</param>
internal sealed record Verb(string Name, string Description, ImmutableArray<VerbArgument> Arguments, string? Danger = null)
{
    public bool IsDangerousWith(IReadOnlyDictionary<string, string> values) =>
        Danger is not null && (Arguments.All(a => a.DangerousValue is null)
            || Arguments.Any(a => a.DangerousValue is { } value && values.GetValueOrDefault(a.Name) == value));
}

/// <summary>An argument of a verb. With switches it is given as <c>--at TIME</c>, without any by its place.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Description">What to give.</param>
/// <param name="Switches">The switches, the long one first; empty for an argument by place.</param>
/// <param name="IsMandatory">Whether the verb needs it.</param>
/// <param name="Allowed">The allowed values; empty for any value that the verb can read.</param>
/// <param name="Default">The value of an absent argument, or null.</param>
/// <param name="DangerousValue">The verb is dangerous only with this value; null if the argument has no part in that.</param>
internal sealed record VerbArgument(
    string Name,
    string Description,
    ImmutableArray<string> Switches,
    bool IsMandatory = false,
    ImmutableArray<string> Allowed = default,
    string? Default = null,
    string? DangerousValue = null)
{
    /// <summary>As in the line of use: <c>[--depth|-d DEPTH]</c>.</summary>
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
