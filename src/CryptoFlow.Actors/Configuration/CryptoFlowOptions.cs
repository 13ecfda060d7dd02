using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage;
using CryptoFlow.Trading;

namespace CryptoFlow.Configuration;

/// <summary>The validated options tree, section <c>CryptoFlow</c> of the configuration. A wrong value stops the start, naming its key.</summary>
public sealed class CryptoFlowOptions
{
    /// <summary>The configuration section that this tree is bound from.</summary>
    public const string Section = "CryptoFlow";

    public DatabaseOptions Database { get; set; } = new();

    public BackupOptions Backup { get; set; } = new();

    /// <summary>
    /// For how many days the candles of an interval are kept, such as <c>Retention:15m=730</c>. Older candles are removed. Candles of an interval without a key are
    /// never removed.
    /// </summary>
    /// <value>none</value>
    [Range(1, RetentionRules.MostDays)]
    public Dictionary<string, int> Retention { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public CollectorOptions Collector { get; set; } = new();

    /// <summary>The exchanges by name: binance, bybit, bitget. A missing value has the default of <see cref="ExchangeOptions.DefaultsFor"/>.</summary>
    public Dictionary<string, ExchangeOptions> Exchanges { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public PaperTradingOptions PaperTrading { get; set; } = new();

    public ApiOptions Api { get; set; } = new();

    public TelemetryOptions Telemetry { get; set; } = new();

    public AlertOptions Alerts { get; set; } = new();

    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>The collection options in the form that the rest of the program uses. Requires valid options.</summary>
    public CollectionPlan CollectionPlan() => Collectors.CollectionPlan.From(Collector, Exchanges, RulesOfRetention());

    /// <summary>The section <c>Retention</c> in the form that the rest of the program uses. Requires valid options.</summary>
    public RetentionRules RulesOfRetention() => new(Retention.ToImmutableSortedDictionary(
        r => Interval.TryParse(r.Key, out var interval) ? interval : throw new FormatException($"'{r.Key}' is not an interval."), r => r.Value));
}
