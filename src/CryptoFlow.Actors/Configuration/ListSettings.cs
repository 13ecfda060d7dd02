using CryptoFlow.Collectors;
using Microsoft.Extensions.Configuration;

namespace CryptoFlow.Configuration;

/// <summary>
/// Reads lists that are given as one value: <c>CryptoFlow__Collector__Timeframes=15m,1h</c> means the same as <c>Timeframes__0=15m</c> and so on. The
/// binder silently ignores such a value.
/// </summary>
internal static class ListSettings
{
    /// <param name="section">The section <c>CryptoFlow</c>.</param>
    /// <param name="options">The options that the binder has bound from the section.</param>
    public static void Apply(IConfigurationSection section, CryptoFlowOptions options)
    {
        if (Split(section["Collector:Timeframes"]) is { } timeframes)
            options.Collector.Timeframes = timeframes;
        if (Split(section["PaperTrading:Series"]) is { } series)
            options.PaperTrading.Series = series;
        if (Split(section["PaperTrading:Strategies"]) is { } strategies)
            options.PaperTrading.Strategies = strategies;
        if (Split(section["Api:AllowedHosts"]) is { } hosts)
            options.Api.AllowedHosts = hosts;
        if (Split(section["Api:AllowedOrigins"]) is { } origins)
            options.Api.AllowedOrigins = origins;
        if (Split(section["Cluster:Roles"]) is { } roles)
            options.Cluster.Roles = roles;
        if (Split(section["Cluster:SeedNodes"]) is { } seeds)
            options.Cluster.SeedNodes = seeds;
        foreach (var exchange in section.GetSection("Exchanges").GetChildren())
        {
            if (Split(exchange["Symbols"]) is not { } symbols)
                continue;
            if (!options.Exchanges.TryGetValue(exchange.Key, out var bound))
                options.Exchanges[exchange.Key] = bound = new ExchangeOptions();
            bound.Symbols = symbols;
        }
    }

    private static List<string>? Split(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
