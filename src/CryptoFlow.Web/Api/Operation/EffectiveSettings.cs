using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace CryptoFlow.Web.Api.Operation;

/// <summary>Finds the effective value of each option, and the configuration provider that has set it.</summary>
internal static class EffectiveSettings
{
    private const string Hidden = "***";

    public static IReadOnlyList<EffectiveSetting> Of(CryptoFlowOptions options, IConfigurationRoot configuration)
    {
        var defaults = OptionTree.ValuesOf(Defaults(options)).ToDictionary(v => v.Key.Path, v => TextOf(v.Value));
        return [.. OptionTree.ValuesOf(options).Select(v =>
        {
            var key = $"{CryptoFlowOptions.Section}:{v.Key.Path}";
            var isSecret = v.Key.Property.GetCustomAttribute<PasswordPropertyTextAttribute>() is { Password: true };
            var text = TextOf(v.Value);
            return new EffectiveSetting(
                key, isSecret && text is not null ? Hidden : text, SourceOf(key, configuration), text == defaults.GetValueOrDefault(v.Key.Path), isSecret);
        })];
    }

    /// <summary>The options that an empty configuration gives, with the exchanges of this configuration.</summary>
    private static CryptoFlowOptions Defaults(CryptoFlowOptions options)
    {
        var plans = new CryptoFlowOptions().CollectionPlan().Exchanges.ToDictionary(e => e.Exchange.ToWireName(), StringComparer.OrdinalIgnoreCase);
        return new CryptoFlowOptions { Exchanges = options.Exchanges.Keys.ToDictionary(name => name, name => DefaultsOf(plans[name])) };
    }

    private static ExchangeOptions DefaultsOf(ExchangePlan plan) => new()
    {
        BaseUrl = plan.BaseUrl.GetLeftPart(UriPartial.Authority),
        StreamUrl = plan.StreamUrl?.GetLeftPart(UriPartial.Authority),
        HistoryDays = ExchangeOptions.DefaultsFor(plan.Exchange).HistoryDays,
    };

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>The last provider that has the key, or an element of a list under the key, wins, as in the binder.</summary>
    private static string SourceOf(string key, IConfigurationRoot configuration) => configuration.Providers.Reverse().FirstOrDefault(p => Has(p, key)) switch
    {
        null => "default",
        FileConfigurationProvider file => file.Source.Path ?? "file",
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        _ => "program",
    };

    private static bool Has(IConfigurationProvider provider, string key) => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();
}
