using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Strategies;

namespace CryptoFlow.Testing.Documents;

/// <summary>
/// The table of options in the README, with a row for each key: the default (the property's initializer), the allowed values (the property's attribute)
/// and the meaning (the property's summary).
/// </summary>
public static class OptionsTable
{
    private const string AnyExchange = "<exchange>";
    private const string AnyInterval = "<interval>";

    /// <summary>Defaults that another part of the program chooses if the key is not set.</summary>
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["Collector:Timeframes"] = string.Join(", ", CollectorOptions.DefaultTimeframes),
        ["Exchanges:*:BaseUrl"] = ByExchange(plan => $"`{plan.BaseUrl.GetLeftPart(UriPartial.Authority)}`"),
        ["Exchanges:*:StreamUrl"] = ByExchange(plan => $"`{plan.StreamUrl!.GetLeftPart(UriPartial.Authority)}`"),
        ["Exchanges:*:Symbols"] = ByExchange(plan => string.Join(", ", plan.Symbols)),
        ["Exchanges:*:HistoryDays"] = ByExchange(plan => plan.HistoryDays.ToString(CultureInfo.InvariantCulture)),
        ["PaperTrading:Series"] = string.Join(", ", new PaperTradingOptions().Instruments().Select(i => i.StorageKey)),
        ["PaperTrading:Strategies"] = string.Join(", ", new PaperTradingOptions().StrategyNames()),
        ["Cluster:Roles"] = string.Join(", ", NodeRoles.Names),
    };

    /// <summary>The allowed names of options for which the program has a list of names.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Collector:Timeframes"] = string.Join(", ", Interval.All),
        ["PaperTrading:Strategies"] = string.Join(", ", StrategyRegistry.Names),
        ["Cluster:Roles"] = string.Join(", ", NodeRoles.Names),
    };

    /// <summary>The table in Markdown. Each line includes its line end.</summary>
    public static string Write()
    {
        var defaults = OptionTree.ValuesOf(new CryptoFlowOptions { Exchanges = { [OptionTree.AnyName] = new ExchangeOptions() } }).ToDictionary(v => v.Key.Path, v => v.Value);
        var table = new StringBuilder("| key (below `CryptoFlow:`) | default | allowed | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in OptionTree.Keys)
        {
            var summary = XmlSummaries.Of(key.Property);
            var byDefault = Defaults.GetValueOrDefault(key.Path) ?? summary.Value ?? Text(defaults[key.Path]);
            var cells = new[] { $"`{key.Path.Replace(OptionTree.AnyName, NameOf(key), StringComparison.Ordinal)}`", byDefault, AllowedFor(key), summary.Text };
            table.AppendJoin(" ", "|", string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))), "|").Append('\n');
        }

        return table.ToString();
    }

    private static string NameOf(OptionKey key) => key.Property.Name == nameof(CryptoFlowOptions.Retention) ? AnyInterval : AnyExchange;

    private static string AllowedFor(OptionKey key) => key.Property switch
    {
        var p when p.GetCustomAttribute<RangeAttribute>() is { } range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
        var p when p.GetCustomAttribute<AllowedValuesAttribute>() is { } names => string.Join(", ", names.Values),
        { PropertyType: var type } when type == typeof(bool) => "true, false",
        _ => Allowed.GetValueOrDefault(key.Path) ?? "",
    };

    private static string Text(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        bool flag => flag ? "true" : "false",
        string text when text.Contains('/', StringComparison.Ordinal) => $"`{text}`",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value that most exchanges have, then the exchanges with another value.</summary>
    private static string ByExchange(Func<ExchangePlan, string> value)
    {
        var groups = new CryptoFlowOptions().CollectionPlan().Exchanges.GroupBy(value).OrderByDescending(g => g.Count()).ToList();
        return groups is [var most, ..] && most.Count() > 1
            ? string.Join("; ", [most.Key, .. groups.Skip(1).SelectMany(g => g.Select(plan => $"{plan.Exchange.ToWireName()}: {g.Key}"))])
            : string.Join("; ", groups.SelectMany(g => g.Select(plan => $"{plan.Exchange.ToWireName()}: {g.Key}")));
    }
}
