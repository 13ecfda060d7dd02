using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using CryptoFlow.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace CryptoFlow.Web.Api.Operation;

/// <summary>Finds the effective value of each option, and the provider of the configuration that it comes from.</summary>
internal static class EffectiveSettings
{
    private const string Hidden = "***";

    public static IReadOnlyList<EffectiveSetting> Of(CryptoFlowOptions options, IConfigurationRoot configuration) =>
    [
        .. OptionTree.ValuesOf(options).Select(v =>
        {
            var key = $"{CryptoFlowOptions.Section}:{v.Key.Path}";
            var isSecret = v.Key.Property.GetCustomAttribute<PasswordPropertyTextAttribute>() is { Password: true };
            var text = TextOf(v.Value);
            return new EffectiveSetting(key, isSecret && text is not null ? Hidden : text, SourceOf(key, configuration), isSecret);
        }),
    ];

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
