using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>Checks the whole tree at start; each failure is one sentence that names the key and what is allowed.</summary>
public sealed class CryptoFlowOptionsValidator : IValidateOptions<CryptoFlowOptions>
{
    private static readonly string[] SynchronousModes = ["NORMAL", "FULL", "EXTRA"];
    private static readonly string[] OtlpProtocols = ["grpc", "http/protobuf"];

    public ValidateOptionsResult Validate(string? name, CryptoFlowOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(CryptoFlowOptions options) =>
    [
        .. Database(options.Database),
        .. Collector(options.Collector),
        .. Exchanges(options.Exchanges),
        .. PaperTradingRules.Failures(options.PaperTrading),
        .. Api(options.Api),
        .. Telemetry(options.Telemetry),
        .. Alerts(options.Alerts),
    ];

    private static IEnumerable<string> Database(DatabaseOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.Path))
            yield return "CryptoFlow:Database:Path is empty; it names the SQLite file, such as data/cryptoflow.db.";
        else if (o.Path.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || o.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            yield return $"CryptoFlow:Database:Path is '{o.Path}'; it must be a plain file path, since several connections share the file.";
        if (!SynchronousModes.Contains(o.Synchronous, StringComparer.OrdinalIgnoreCase))
            yield return $"CryptoFlow:Database:Synchronous is '{o.Synchronous}'; allowed are NORMAL, FULL and EXTRA.";
        foreach (var failure in Ranges(
            ("Database:BusyTimeoutMs", o.BusyTimeoutMs, 0, 600_000),
            ("Database:WalAutocheckpointPages", o.WalAutocheckpointPages, 100, 1_000_000),
            ("Database:JournalSizeLimitMb", o.JournalSizeLimitMb, 1, 4096),
            ("Database:Readers", o.Readers, 1, 64),
            ("Database:ReadQueueLimit", o.ReadQueueLimit, 1, 100_000),
            ("Database:WriteQueueLimit", o.WriteQueueLimit, 4, 10_000)))
            yield return failure;
    }

    private static IEnumerable<string> Collector(CollectorOptions o)
    {
        foreach (var timeframe in o.Timeframes.Where(t => !Interval.TryParse(t, out _)))
            yield return $"CryptoFlow:Collector:Timeframes holds '{timeframe}'; allowed are {Interval.AllowedText}.";
        foreach (var failure in Ranges(
            ("Collector:PollIntervalSeconds", o.PollIntervalSeconds, 1, 3600),
            ("Collector:HistoryDays", o.HistoryDays, 1, 3650),
            ("Collector:CloseGraceSeconds", o.CloseGraceSeconds, 0, 60),
            ("Collector:ResyncMinutes", o.ResyncMinutes, 1, 240),
            ("Collector:SweepHours", o.SweepHours, 0, 720),
            ("Collector:ConfirmMissingAfterAsks", o.ConfirmMissingAfterAsks, 1, 100),
            ("Collector:GapRetrySeconds", o.GapRetrySeconds, 1, 86_400),
            ("Collector:GapScanSeconds", o.GapScanSeconds, 1, 86_400),
            ("Collector:RequestsInFlight", o.RequestsInFlight, 1, 64),
            ("Collector:PagesInFlight", o.PagesInFlight, 1, 16),
            ("Collector:RequestTimeoutSeconds", o.RequestTimeoutSeconds, 1, 120)))
            yield return failure;
    }

    private static IEnumerable<string> Exchanges(Dictionary<string, ExchangeOptions> exchanges)
    {
        foreach (var (name, o) in exchanges)
        {
            if (!ExchangeNames.TryParse(name, out _))
                yield return $"CryptoFlow:Exchanges:{name} is not an exchange; allowed are binance, bybit and bitget.";
            if (o.BaseUrl is { } url && !IsHttp(url))
                yield return $"CryptoFlow:Exchanges:{name}:BaseUrl is '{url}'; it must be an absolute http or https address.";
            foreach (var symbol in (o.Symbols ?? []).Where(s => !SymbolRules.TryNormalize(s, out _)))
                yield return $"CryptoFlow:Exchanges:{name}:Symbols holds '{symbol}'; a symbol is {SymbolRules.AllowedText}.";
            if (o.HistoryDays is { } days)
            {
                foreach (var failure in Ranges(($"Exchanges:{name}:HistoryDays", days, 1, 3650)))
                    yield return failure;
            }
        }
    }

    private static IEnumerable<string> Api(ApiOptions o)
    {
        if (o.Key is { Length: > 0 and < 16 })
            yield return "CryptoFlow:Api:Key is too short; it needs at least 16 characters.";
        foreach (var failure in Ranges(
            ("Api:ReadTimeoutMs", o.ReadTimeoutMs, 10, 60_000),
            ("Api:CacheMb", o.CacheMb, 0, 4096),
            ("Api:MaxBacktests", o.MaxBacktests, 1, 64),
            ("Api:MaxWebSockets", o.MaxWebSockets, 1, 10_000),
            ("Api:WebSocketQueueLimit", o.WebSocketQueueLimit, 2_000, 100_000)))
            yield return failure;
    }

    private static IEnumerable<string> Telemetry(TelemetryOptions o)
    {
        if (o.OtlpEndpoint is { Length: > 0 } url && !IsHttp(url))
            yield return $"CryptoFlow:Telemetry:OtlpEndpoint is '{url}'; it must be an absolute http or https address.";
        if (!OtlpProtocols.Contains(o.OtlpProtocol, StringComparer.OrdinalIgnoreCase))
            yield return $"CryptoFlow:Telemetry:OtlpProtocol is '{o.OtlpProtocol}'; allowed are grpc and http/protobuf.";
        foreach (var failure in Ranges(("Telemetry:ExportIntervalSeconds", o.ExportIntervalSeconds, 1, 3600)))
            yield return failure;
    }

    private static IEnumerable<string> Alerts(AlertOptions o)
    {
        // Such addresses often hold a secret: it is not repeated.
        if (o.WebhookUrl is { Length: > 0 } url && !IsHttp(url))
            yield return "CryptoFlow:Alerts:WebhookUrl must be an absolute http or https address.";
        foreach (var failure in Ranges(("Alerts:DiskFreeMb", o.DiskFreeMb, 0, 10_000_000)))
            yield return failure;
    }

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static IEnumerable<string> Ranges(params (string Key, int Value, int Min, int Max)[] values) =>
        from v in values
        where v.Value < v.Min || v.Value > v.Max
        select $"CryptoFlow:{v.Key} is {v.Value}; allowed is {v.Min} to {v.Max}.";
}
