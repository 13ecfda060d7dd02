using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>
/// Refuses keys below <c>CryptoFlow</c> that mean nothing: the binder passes a misspelt one over without a word, and the program
/// would run with the default. The known ones are those of the options tree.
/// </summary>
internal sealed class KnownKeys(IConfigurationSection section) : IValidateOptions<CryptoFlowOptions>
{
    /// <summary>Stands for the name of an exchange; names that are none are refused by <see cref="CryptoFlowOptionsValidator"/>.</summary>
    private const string AnyName = "*";

    /// <summary>Sections of features to come, with their switches: configurations may have them already, and whatever is in them is accepted.</summary>
    private static readonly string[] BoundElsewhere = ["Cluster:Enabled"];

    private static readonly string[][] All = [.. KeysOf(typeof(CryptoFlowOptions)).Select(key => key.Split(':'))];

    public ValidateOptionsResult Validate(string? name, CryptoFlowOptions options)
    {
        var unknown = section.AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Value is not null && !IsKnown(entry.Key.Split(':')))
            .Select(entry => $"{section.Path}:{entry.Key} is no key of this program; the nearest is {section.Path}:{Nearest(entry.Key)}.")
            .ToList();
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private static bool IsKnown(string[] key) => BoundElsewhere.Any(known => known.StartsWith(key[0] + ":", StringComparison.OrdinalIgnoreCase)) || All.Any(known => Fits(key, known));

    /// <summary>An element of a list (<c>Timeframes:0</c>) fits its list.</summary>
    private static bool Fits(string[] key, string[] known) =>
        (key.Length == known.Length || (key.Length == known.Length + 1 && int.TryParse(key[^1], out _)))
        && known.Zip(key).All(part => part.First == AnyName || part.First.Equals(part.Second, StringComparison.OrdinalIgnoreCase));

    private static string Nearest(string key)
    {
        var parts = key.Split(':');
        return All.Select(known => string.Join(':', known.Select((part, i) => part == AnyName ? parts.ElementAtOrDefault(i) ?? "binance" : part)))
            .Concat(BoundElsewhere)
            .MinBy(known => Distance(known.ToUpperInvariant(), key.ToUpperInvariant()))!;
    }

    private static IEnumerable<string> KeysOf(Type options) => options.GetProperties().Where(p => p.CanWrite).SelectMany(property =>
    {
        var type = property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return KeysOf(type.GetGenericArguments()[1]).Select(key => $"{property.Name}:{AnyName}:{key}");
        return type.Assembly == typeof(CryptoFlowOptions).Assembly ? KeysOf(type).Select(key => $"{property.Name}:{key}") : [property.Name];
    });

    /// <summary>Letters to put in, take out or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
