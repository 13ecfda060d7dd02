using System.Collections;
using CryptoFlow.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>
/// Refuses unknown keys below <c>CryptoFlow</c>. The binder silently ignores a misspelt key, and the program would run with the default. The known keys are
/// <see cref="OptionTree.Keys"/>.
/// </summary>
internal sealed class KnownKeys(IConfigurationSection section) : IValidateOptions<CryptoFlowOptions>
{
    /// <summary>
    /// The known keys, split at ':'. <see cref="OptionTree.AnyName"/> matches any name; <see cref="CryptoFlowOptionsValidator"/> refuses names that are not an
    /// exchange.
    /// </summary>
    private static readonly (string[] Parts, bool IsList)[] All =
        [.. OptionTree.Keys.Select(key => (key.Path.Split(':'), typeof(IList).IsAssignableFrom(key.Property.PropertyType)))];

    public ValidateOptionsResult Validate(string? name, CryptoFlowOptions options)
    {
        var unknown = section.AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Value is not null && !IsKnown(entry.Key.Split(':')))
            .Select(entry => Refusal(entry.Key))
            .ToList();
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private string Refusal(string key) => $"{section.Path}:{key} is not a known key; the nearest is {section.Path}:{Nearest(key)}.";

    private static bool IsKnown(string[] key) => All.Any(known => Fits(key, known.Parts) || (known.IsList && int.TryParse(key[^1], out _) && Fits(key[..^1], known.Parts)));

    private static bool Fits(string[] key, string[] known) =>
        key.Length == known.Length
        && known.Zip(key).All(part => part.First == OptionTree.AnyName || part.First.Equals(part.Second, StringComparison.OrdinalIgnoreCase));

    private static string Nearest(string key)
    {
        var parts = key.Split(':');
        return All.Select(known => string.Join(':', known.Parts.Select((part, i) => part == OptionTree.AnyName ? parts.ElementAtOrDefault(i) ?? "binance" : part)))
            .MinBy(known => EditDistance.Of(known.ToUpperInvariant(), key.ToUpperInvariant()))!;
    }
}
