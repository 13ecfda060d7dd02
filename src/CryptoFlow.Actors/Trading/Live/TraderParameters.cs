using System.Globalization;
using System.Text.Json;
using CryptoFlow.Trading.Strategies;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// The parameters that identify a trader's record besides strategy and contract: as JSON, only those that differ from their defaults. So a later version with more
/// parameters continues the existing records, and the parameters of one strategy do not affect the records of another.
/// </summary>
internal static class TraderParameters
{
    public static string Of(PaperTradingOptions options, string strategy)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!string.Equals(options.From, PaperTradingOptions.Now, StringComparison.OrdinalIgnoreCase))
            set[nameof(options.From)] = options.From.ToLowerInvariant();
        Add(set, nameof(options.Money), options.Money, new MoneyRules());
        var (section, parameters, defaults) = StrategyRegistry.ParametersOf(strategy, options);
        Add(set, section, parameters, defaults);
        return JsonSerializer.Serialize(set);
    }

    private static void Add(SortedDictionary<string, string> set, string section, object options, object defaults)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite))
        {
            if (property.GetValue(options) is { } value && !value.Equals(property.GetValue(defaults)))
                set[$"{section}:{property.Name}"] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }
}
