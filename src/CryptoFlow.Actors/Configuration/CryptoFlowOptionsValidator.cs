using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage;
using CryptoFlow.Trading;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>
/// Checks all options at the start. Each failure is one sentence that names the key and the allowed values. The ranges are attributes of the options.
/// </summary>
public sealed class CryptoFlowOptionsValidator : IValidateOptions<CryptoFlowOptions>
{
    public ValidateOptionsResult Validate(string? name, CryptoFlowOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(CryptoFlowOptions options) =>
    [
        .. OptionRanges.Failures(options),
        .. Database(options.Database),
        .. Backup(options.Backup),
        .. RetentionFailures.Of(options.Retention),
        .. Collector(options.Collector),
        .. Exchanges(options.Exchanges),
        .. PaperTradingRules.Failures(options.PaperTrading),
        .. Funding(options),
        .. Api(options.Api),
        .. Telemetry(options.Telemetry),
        .. Alerts(options.Alerts),
        .. ClusterRules.Failures(options.Cluster),
    ];

    private static IEnumerable<string> Database(DatabaseOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.Path))
            yield return "CryptoFlow:Database:Path is empty; it names the SQLite file, such as data/cryptoflow.db.";
        else if (o.Path.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || o.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            yield return $"CryptoFlow:Database:Path is '{o.Path}'; it must be a plain file path, since several connections share the file.";
    }

    private static IEnumerable<string> Backup(BackupOptions o)
    {
        try
        {
            BackupSchedule.From(o);
            return [];
        }
        catch (FormatException wrong)
        {
            return [wrong.Message];
        }
    }

    private static IEnumerable<string> Collector(CollectorOptions o)
    {
        foreach (var timeframe in o.Timeframes.Where(t => !Interval.TryParse(t, out _)))
            yield return $"CryptoFlow:Collector:Timeframes holds '{timeframe}'; allowed are {Interval.AllowedText}.";
    }

    /// <summary>Refuses a trader that charges funding without collected rates, because it would wait for the rates without end.</summary>
    private static IEnumerable<string> Funding(CryptoFlowOptions o) =>
        o is { PaperTrading: { Enabled: true, Money.ChargeFunding: true }, Collector: { Enabled: true, Funding: false } }
            ? ["CryptoFlow:PaperTrading:Money:ChargeFunding is true; it needs the funding rates, so CryptoFlow:Collector:Funding must be true, too."]
            : [];

    private static IEnumerable<string> Exchanges(Dictionary<string, ExchangeOptions> exchanges)
    {
        foreach (var (name, o) in exchanges)
        {
            if (!ExchangeNames.TryParse(name, out _))
                yield return $"CryptoFlow:Exchanges:{name} is not an exchange; allowed are binance, bybit and bitget.";
            if (o.BaseUrl is { } url && !IsHttp(url))
                yield return $"CryptoFlow:Exchanges:{name}:BaseUrl is '{url}'; it must be an absolute http or https address.";
            if (o.StreamUrl is { } stream && !IsWebSocket(stream))
                yield return $"CryptoFlow:Exchanges:{name}:StreamUrl is '{stream}'; it must be an absolute ws or wss address.";
            foreach (var symbol in (o.Symbols ?? []).Where(s => !SymbolRules.TryNormalize(s, out _)))
                yield return $"CryptoFlow:Exchanges:{name}:Symbols holds '{symbol}'; a symbol is {SymbolRules.AllowedText}.";
        }
    }

    private static IEnumerable<string> Api(ApiOptions o)
    {
        if (o.Key is { Length: > 0 and < 16 })
            yield return "CryptoFlow:Api:Key is too short; it needs at least 16 characters.";
        foreach (var failure in HostNames.Failures(o))
            yield return failure;
    }

    private static IEnumerable<string> Telemetry(TelemetryOptions o)
    {
        if (o.OtlpEndpoint is { Length: > 0 } url && !IsHttp(url))
            yield return $"CryptoFlow:Telemetry:OtlpEndpoint is '{url}'; it must be an absolute http or https address.";
    }

    private static IEnumerable<string> Alerts(AlertOptions o)
    {
        // A webhook address often holds a secret, so the message does not repeat it.
        if (o.WebhookUrl is { Length: > 0 } url && !IsHttp(url))
            yield return "CryptoFlow:Alerts:WebhookUrl must be an absolute http or https address.";
    }

    private static bool IsWebSocket(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "wss";

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
