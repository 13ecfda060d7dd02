using System.Globalization;
using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// What a trader's record is kept by beside strategy and contract: the parameters that are not the defaults, as JSON. So a later version with more
/// parameters goes on with the records that there are.
/// </summary>
internal static class TraderParameters
{
    public static string Of(PaperTradingOptions options)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!string.Equals(options.From, PaperTradingOptions.Now, StringComparison.OrdinalIgnoreCase))
            set[nameof(options.From)] = options.From.ToLowerInvariant();
        Add(set, nameof(options.Money), options.Money, new MoneyRules());
        Add(set, nameof(options.ChannelBounce), options.ChannelBounce, new ChannelBounceOptions());
        return JsonSerializer.Serialize(set);
    }

    private static void Add<T>(SortedDictionary<string, string> set, string section, T options, T defaults)
    {
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            if (property.GetValue(options) is { } value && !value.Equals(property.GetValue(defaults)))
                set[$"{section}:{property.Name}"] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }
}
