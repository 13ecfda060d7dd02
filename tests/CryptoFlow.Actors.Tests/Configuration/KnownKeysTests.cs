using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>An unknown key stops the start. The message names the known key that the user probably meant.</summary>
public sealed class KnownKeysTests
{
    [Theory]
    [InlineData("Database:BusyTimeout", "Database:BusyTimeoutMs")]
    [InlineData("Databse:Path", "Database:Path")]
    [InlineData("Path", "Api:Key")]
    [InlineData("Collector:PollIntervalSecond", "Collector:PollIntervalSeconds")]
    [InlineData("Collector:Timeframe:0", "Collector:Timeframes")]
    [InlineData("Exchanges:bybit:Symbol", "Exchanges:bybit:Symbols")]
    [InlineData("Exchanges:binance:BaseURI", "Exchanges:binance:BaseUrl")]
    [InlineData("PaperTradin:Enabled", "PaperTrading:Enabled")]
    [InlineData("PaperTrading:Serie", "PaperTrading:Series")]
    [InlineData("PaperTrading:Money:Fee", "PaperTrading:Money:FeeRate")]
    [InlineData("PaperTrading:ChannelBounce:StopDistanc", "PaperTrading:ChannelBounce:StopDistance")]
    [InlineData("Telemetry:Endpoint", "Telemetry:OtlpEndpoint")]
    [InlineData("Alerts:Webhook", "Alerts:WebhookUrl")]
    [InlineData("Api:CacheMb:0", "Api:CacheMb")]
    public void A_misspelt_key_is_refused_with_the_nearest(string key, string nearest) =>
        Assert.Equal($"CryptoFlow:{key} is not a known key; the nearest is CryptoFlow:{nearest}.", Assert.Single(Failures((key, "4"))));

    [Theory]
    [InlineData("Database:Readers")]
    [InlineData("database:readers")]
    [InlineData("Collector:Timeframes:0", "15m")]
    [InlineData("Collector:Timeframes", "15m,1h")]
    [InlineData("Exchanges:bitget:Symbols:1", "BTCUSDT")]
    [InlineData("PaperTrading:Enabled", "true")]
    [InlineData("PaperTrading:Series", "BINANCE:BTCUSDT")]
    [InlineData("PaperTrading:Series:0", "BYBIT:BTCUSDT")]
    [InlineData("PaperTrading:Money:MaxLeverage")]
    [InlineData("PaperTrading:MovingAverageCross:Slow", "60")]
    [InlineData("Alerts:DiskFreeMb")]
    [InlineData("cluster:Enabled", "false")]
    [InlineData("Cluster:Tls:AuthorityPath", "")]
    public void A_known_key_is_accepted_in_any_case(string key, string value = "4") =>
        Assert.Empty(Failures((key, value)));

    [Theory]
    [InlineData("cluster:Roles:0", "db")]
    [InlineData("Cluster:Roles", "db,web")]
    [InlineData("Cluster:SeedNodes", "10.0.0.5:8110,10.0.0.6:8110")]
    public void A_known_key_of_a_node_is_accepted_in_any_case(string key, string value) =>
        Assert.Empty(Failures(("Cluster:Enabled", "true"), ("Cluster:SeedNodes:0", "10.0.0.5:8110"), (key, value)));

    private static List<string> Failures(params (string Key, string Value)[] settings)
    {
        try
        {
            using var services = OptionsTests.Services(settings);
            _ = services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
    }
}
