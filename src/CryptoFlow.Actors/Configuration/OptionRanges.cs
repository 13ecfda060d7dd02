using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace CryptoFlow.Configuration;

/// <summary>
/// Checks every value against the attribute <c>[Range]</c> or <c>[AllowedValues]</c> of its property; part of <see cref="CryptoFlowOptionsValidator"/>.
/// </summary>
internal static class OptionRanges
{
    /// <summary>One sentence for each value that is not allowed, naming its key.</summary>
    public static IEnumerable<string> Failures(CryptoFlowOptions options) =>
        from option in OptionTree.ValuesOf(options)
        let allowed = Refusal(option.Key.Property, option.Value)
        where allowed is not null
        select $"{CryptoFlowOptions.Section}:{option.Key.Path} is {allowed}";

    private static string? Refusal(PropertyInfo property, object? value)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range && value is not null)
        {
            // NaN is outside each range.
            var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            return number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{value}; allowed is {range.Minimum} to {range.Maximum}.");
        }

        // A null comes from a JSON file and replaces the default.
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            var names = allowed.Values.Cast<string>().ToList();
            return names.Contains(value as string, StringComparer.OrdinalIgnoreCase) ? null : $"'{value}'; allowed are {string.Join(", ", names[..^1])} and {names[^1]}.";
        }

        return null;
    }
}
