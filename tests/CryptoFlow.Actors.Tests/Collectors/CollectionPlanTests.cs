using CryptoFlow.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Collectors;

public sealed class CollectionPlanTests
{
    [Fact]
    public void By_default_forty_series_of_three_exchanges_are_collected()
    {
        var plan = PlanOf();
        Assert.Equal(40, plan.Series.Distinct().Count());
        Assert.Equal<Interval>([Interval.M15, Interval.H1, Interval.H4, Interval.D1], plan.Intervals);
        Assert.Equal(
            [
                "Binance 730 https://fapi.binance.com/ BTCUSDT ETHUSDT SOLUSDT BNBUSDT",
                "Bybit 730 https://api.bybit.com/ BTCUSDT ETHUSDT SOLUSDT",
                "Bitget 90 https://api.bitget.com/ BTCUSDT ETHUSDT SOLUSDT",
            ],
            plan.Exchanges.Select(e => $"{e.Exchange} {e.HistoryDays} {e.BaseUrl} {string.Join(' ', e.Symbols)}"));
    }

    [Fact]
    public void Configured_values_take_precedence_over_the_defaults()
    {
        var plan = PlanOf(
            ("Collector:Timeframes:0", "1H"),
            ("Collector:Timeframes:1", "15"),
            ("Collector:Timeframes:2", "60"),
            ("Collector:HistoryDays", "10"),
            ("Exchanges:BINANCE:Symbols:0", "dogeusdt"),
            ("Exchanges:BINANCE:Symbols:1", "DOGEUSDT"),
            ("Exchanges:BINANCE:BaseUrl", "http://127.0.0.1:9"),
            ("Exchanges:bybit:HistoryDays", "20"),
            ("Exchanges:bitget:Enabled", "false"));

        Assert.Equal<Interval>([Interval.M15, Interval.H1], plan.Intervals);
        Assert.Equal(
            ["Binance 10 http://127.0.0.1:9/ DOGEUSDT", "Bybit 20 https://api.bybit.com/ BTCUSDT ETHUSDT SOLUSDT"],
            plan.Exchanges.Select(e => $"{e.Exchange} {e.HistoryDays} {e.BaseUrl} {string.Join(' ', e.Symbols)}"));
        Assert.Null(plan.For(Exchange.Bitget));
        Assert.Equal(8, plan.Series.Count());
    }

    [Fact]
    public void The_history_of_all_exchanges_does_not_extend_an_exchange_with_a_shorter_history() =>
        Assert.Equal([3650, 3650, 90], PlanOf(("Collector:HistoryDays", "3650")).Exchanges.Select(e => e.HistoryDays));

    [Fact]
    public void By_default_each_exchange_has_its_own_stream_and_with_another_host_only_a_configured_one()
    {
        static IEnumerable<string?> StreamsOf(CollectionPlan plan) => plan.Exchanges.Select(e => e.StreamUrl?.ToString());

        Assert.Equal(["wss://fstream.binance.com/", "wss://stream.bybit.com/", "wss://ws.bitget.com/"], StreamsOf(PlanOf()));
        Assert.Equal(
            ["wss://fstream.binance.com/", null, "ws://127.0.0.1:8/"],
            StreamsOf(PlanOf(
                ("Exchanges:binance:BaseUrl", "https://fapi.binance.com"),
                ("Exchanges:bybit:BaseUrl", "http://127.0.0.1:9"),
                ("Exchanges:bitget:BaseUrl", "http://127.0.0.1:8"),
                ("Exchanges:bitget:StreamUrl", "ws://127.0.0.1:8"))));
        Assert.Equal([null, null, null], StreamsOf(PlanOf(("Collector:Streams", "false"))));
    }

    private static CollectionPlan PlanOf(params (string Key, string Value)[] values) => OptionsTests.Services(values).GetRequiredService<CollectionPlan>();
}
