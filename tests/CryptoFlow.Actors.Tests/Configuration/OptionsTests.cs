using System.Reflection;
using CryptoFlow.Collectors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>The options tree as the program binds and checks it.</summary>
public sealed class OptionsTests
{
    /// <summary>Key, default, minimum and maximum of every number, as the README's options table gives them.</summary>
    public static TheoryData<string, int, int, int> Numbers => new()
    {
        { "Database:BusyTimeoutMs", 5000, 0, 600_000 },
        { "Database:WalAutocheckpointPages", 5000, 100, 1_000_000 },
        { "Database:JournalSizeLimitMb", 64, 1, 4096 },
        { "Database:Readers", Math.Clamp(Environment.ProcessorCount, 2, 8), 1, 64 },
        { "Database:ReadQueueLimit", 256, 1, 100_000 },
        { "Database:WriteQueueLimit", 64, 4, 10_000 },
        { "Database:CommitLogSize", 500_000, 1_000, 10_000_000 },
        { "Database:RevisionRows", 1_000_000, 1_000, 100_000_000 },
        { "Backup:Keep", 7, 1, 10_000 },
        { "Collector:PollIntervalSeconds", 60, 1, 3600 },
        { "Collector:HistoryDays", 730, 1, 3650 },
        { "Collector:CloseGraceSeconds", 2, 0, 60 },
        { "Collector:ResyncMinutes", 10, 1, 240 },
        { "Collector:SweepHours", 24, 0, 720 },
        { "Collector:ConfirmMissingAfterAsks", 3, 1, 100 },
        { "Collector:GapRetrySeconds", 300, 1, 86_400 },
        { "Collector:GapScanSeconds", 3600, 1, 86_400 },
        { "Collector:RequestsInFlight", 8, 1, 64 },
        { "Collector:PagesInFlight", 2, 1, 16 },
        { "Collector:RequestTimeoutSeconds", 15, 1, 120 },
        { "Api:CacheMb", 32, 0, 4096 },
        { "Api:ReadTimeoutMs", 2000, 10, 60_000 },
        { "Api:WarmUpSeconds", 5, 0, 60 },
        { "Api:MaxBacktests", 2, 1, 64 },
        { "Api:MaxWebSockets", 256, 1, 10_000 },
        { "Api:WebSocketQueueLimit", 8192, 2000, 100_000 },
        { "Telemetry:ExportIntervalSeconds", 60, 1, 3600 },
        { "Alerts:DiskFreeMb", 1024, 0, 10_000_000 },
        { "Cluster:Port", 8110, 0, 65_535 },
        { "Cluster:StableAfterSeconds", 10, 1, 600 },
        { "Cluster:QuorumSize", 0, 0, 1000 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_has_its_default_is_bound_and_is_refused_out_of_its_range(string key, int byDefault, int least, int greatest)
    {
        Assert.Equal(byDefault, ValueOf(Bind(), key));
        Assert.Equal(least, ValueOf(Bind(UsedWith(key, least)), key));
        Assert.Equal(greatest, ValueOf(Bind(UsedWith(key, greatest)), key));
        AssertRefused($"CryptoFlow:{key} is {least - 1}; allowed is {least} to {greatest}.", UsedWith(key, least - 1));
        AssertRefused($"CryptoFlow:{key} is {greatest + 1}; allowed is {least} to {greatest}.", UsedWith(key, greatest + 1));
    }

    [Fact]
    public void Every_number_of_the_tree_is_checked()
    {
        var numbers = typeof(CryptoFlowOptions).GetProperties()
            .SelectMany(section => section.PropertyType.GetProperties()
                .Where(p => p.PropertyType == typeof(int) && p.CanWrite && p.GetIndexParameters().Length == 0)
                .Select(p => $"{section.Name}:{p.Name}"));
        Assert.Equal(numbers.Order(), Numbers.Select(row => (string)row[0]).Order());
    }

    [Theory]
    [InlineData("Database:Path", "", "CryptoFlow:Database:Path is empty")]
    [InlineData("Database:Path", ":memory:", "CryptoFlow:Database:Path is ':memory:'")]
    [InlineData("Database:Path", "file:candles.db?mode=memory", "CryptoFlow:Database:Path is 'file:")]
    [InlineData("Database:Synchronous", "OFF", "CryptoFlow:Database:Synchronous is 'OFF'")]
    [InlineData("Backup:Schedule", "daily", "CryptoFlow:Backup:Schedule is 'daily'; it must be a cron expression of five fields")]
    [InlineData("Backup:Schedule", "0 3 30 2 *", "CryptoFlow:Backup:Schedule is '0 3 30 2 *', a time that never comes")]
    [InlineData("Retention:2h", "30", "CryptoFlow:Retention:2h is no interval; allowed are 1m, ")]
    [InlineData("Retention:15m", "6", "CryptoFlow:Retention:15m is 6; it must be at least 7 days")]
    [InlineData("Retention:1d", "199", "CryptoFlow:Retention:1d is 199; it must be at least 200 days")]
    [InlineData("Retention:1h", "0", "CryptoFlow:Retention:1h is 0; allowed is 1 to 36500.")]
    [InlineData("Collector:Timeframes:0", "2h", "CryptoFlow:Collector:Timeframes holds '2h'")]
    [InlineData("Exchanges:kraken:Enabled", "true", "CryptoFlow:Exchanges:kraken is not an exchange")]
    [InlineData("Exchanges:binance:BaseUrl", "fapi.binance.com", "CryptoFlow:Exchanges:binance:BaseUrl is 'fapi.binance.com'")]
    [InlineData("Exchanges:binance:BaseUrl", "ftp://fapi.binance.com", "CryptoFlow:Exchanges:binance:BaseUrl is 'ftp:")]
    [InlineData("Exchanges:binance:StreamUrl", "https://fstream.binance.com", "CryptoFlow:Exchanges:binance:StreamUrl is 'https://fstream.binance.com'; it must be an absolute ws or wss address.")]
    [InlineData("Exchanges:bybit:Symbols:0", "BTC/USDT", "CryptoFlow:Exchanges:bybit:Symbols holds 'BTC/USDT'")]
    [InlineData("Exchanges:bitget:HistoryDays", "0", "CryptoFlow:Exchanges:bitget:HistoryDays is 0; allowed is 1 to 3650")]
    [InlineData("Exchanges:bitget:HistoryDays", "3651", "CryptoFlow:Exchanges:bitget:HistoryDays is 3651")]
    [InlineData("Api:Key", "short", "CryptoFlow:Api:Key is too short")]
    [InlineData("Telemetry:OtlpEndpoint", "localhost:4317", "CryptoFlow:Telemetry:OtlpEndpoint is 'localhost:4317'; it must be an absolute http or https address.")]
    [InlineData("Telemetry:OtlpProtocol", "http/json", "CryptoFlow:Telemetry:OtlpProtocol is 'http/json'; allowed are grpc and http/protobuf.")]
    [InlineData("Alerts:WebhookUrl", "hooks.example/x", "CryptoFlow:Alerts:WebhookUrl must be an absolute http or https address.")]
    public void A_wrong_value_is_refused_with_a_sentence_that_names_its_key(string key, string value, string sentence) => AssertRefused(sentence, (key, value));

    [Fact]
    public void Retention_accepts_the_usual_names_of_intervals_and_each_interval_only_once()
    {
        Assert.Empty(Bind().RulesOfRetention().Days);
        var rules = Bind(("Retention:15m", "365"), ("Retention:60", "730")).RulesOfRetention();
        Assert.Equal([(Interval.M15, 365), (Interval.H1, 730)], rules.Days.Select(d => (d.Key, d.Value)));
        AssertRefused("CryptoFlow:Retention:60 and CryptoFlow:Retention:1H are the same interval", ("Retention:60", "365"), ("Retention:1H", "365"));
    }

    [Fact]
    public void A_key_that_is_too_short_is_not_repeated_in_the_log() =>
        Assert.DoesNotContain(Failures(("Api:Key", "secret-key-15ch")), f => f.Contains("secret", StringComparison.Ordinal));

    [Fact]
    public void The_address_of_a_webhook_is_not_repeated_in_the_log() =>
        Assert.DoesNotContain(Failures(("Alerts:WebhookUrl", "ftp://hooks.example/secret")), f => f.Contains("secret", StringComparison.Ordinal));

    [Fact]
    public void All_wrong_values_are_named_at_once() => Assert.Equal(3, Failures(
        ("Database:Readers", "0"), ("Collector:Timeframes:0", "7m"), ("Exchanges:bybit:HistoryDays", "-1")).Count);

    [Fact]
    public void Options_that_are_not_numbers_have_their_defaults()
    {
        var options = Bind();
        Assert.Equal(("data/cryptoflow.db", "NORMAL"), (options.Database.Path, options.Database.Synchronous));
        Assert.True(options.Collector.Enabled);
        Assert.Null(options.Api.Key);
        Assert.Equal(["15m", "1h", "4h", "1d"], CollectorOptions.DefaultTimeframes);
    }

    [Fact]
    public void Storage_settings_convert_the_options_to_typed_units()
    {
        var settings = Services(("Database:Path", "data/x.db"), ("Database:Synchronous", "full"), ("Database:JournalSizeLimitMb", "3"), ("Database:BusyTimeoutMs", "1500"))
            .GetRequiredService<Storage.StorageSettings>();
        Assert.Equal(Path.GetFullPath("data/x.db"), settings.Path);
        Assert.Equal(("FULL", 3L * 1024 * 1024, TimeSpan.FromSeconds(1.5)), (settings.Synchronous, settings.JournalSizeLimitBytes, settings.BusyTimeout));
    }

    internal static ServiceProvider Services(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"CryptoFlow:{v.Key}", (string?)v.Value)))
            .Build();
        return new ServiceCollection().AddLogging().AddCryptoFlow(configuration, RunMode.Serve).BuildServiceProvider();
    }

    /// <summary>The number, and the settings without which it has no effect and would be refused.</summary>
    private static (string Key, string Value)[] UsedWith(string key, int value) =>
    [
        (key, $"{value}"),
        .. key.StartsWith("Cluster:", StringComparison.Ordinal) ? new[] { ("Cluster:Enabled", "true"), ("Cluster:SeedNodes", "127.0.0.1:8110") } : [],
        .. key == "Cluster:QuorumSize" && value > 0 ? new[] { ("Cluster:Downing", ClusterOptions.StaticQuorum) } : [],
    ];

    private static CryptoFlowOptions Bind(params (string Key, string Value)[] values) =>
        Services(values).GetRequiredService<IOptions<CryptoFlowOptions>>().Value;

    private static List<string> Failures(params (string Key, string Value)[] values) =>
        [.. Assert.Throws<OptionsValidationException>(() => Bind(values)).Failures];

    private static void AssertRefused(string sentence, params (string Key, string Value)[] values) =>
        Assert.StartsWith(sentence, Assert.Single(Failures(values)), StringComparison.Ordinal);

    private static object? ValueOf(CryptoFlowOptions options, string key)
    {
        var (section, name) = (key.Split(':')[0], key.Split(':')[1]);
        var part = typeof(CryptoFlowOptions).GetProperty(section)!.GetValue(options)!;
        return part.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)!.GetValue(part);
    }
}
