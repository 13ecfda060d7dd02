using System.Collections.Immutable;
using CryptoFlow.Storage;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>A paper trader that waits for candles reports this if the candles never come.</summary>
public sealed class TraderRulesTests
{
    private static readonly TraderSnapshot Waiting = new(
        new TraderKey("channel_bounce", TestCandles.Btc15.Instrument, ""),
        "Channel bounce",
        TraderPhase.AwaitingHistory,
        "No candle of BINANCE:BTCUSDT 15m is stored yet.",
        null,
        null,
        null,
        null,
        Account.Start(1_000),
        [],
        [],
        null);

    [Fact]
    public void A_trader_whose_history_is_still_coming_is_no_reason() => Assert.Empty(Reasons(Waiting, Well));

    [Fact]
    public void A_trader_of_a_series_that_nobody_collects_is_named_while_it_has_no_candles()
    {
        var trader = Waiting with { NotCollected = [TestCandles.Btc15] };
        Assert.EndsWith("waits for candles that do not come: nobody collects BINANCE:BTCUSDT 15m here, and it is not imported.", Assert.Single(Reasons(trader, Well)), StringComparison.Ordinal);
        Assert.Empty(Reasons(trader with { Phase = TraderPhase.Following }, Well));
    }

    [Fact]
    public void A_trader_of_a_symbol_that_does_not_trade_is_named_with_the_exchanges_word_in_any_phase()
    {
        var health = Well with { Collectors = [Collector with { UnknownSymbols = ImmutableDictionary<string, string>.Empty.Add("BTCUSDT", "SETTLING") }] };
        foreach (var phase in Enum.GetValues<TraderPhase>())
            Assert.EndsWith("Binance does not trade BTCUSDT (SETTLING).", Assert.Single(Reasons(Waiting with { Phase = phase }, health)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trader_of_a_symbol_whose_candles_are_refused_is_named_with_the_exchanges_words()
    {
        var words = "Binance: HTTP 400 -1121: Invalid symbol.";
        var health = Well with { Collectors = [Collector with { RefusedSeries = Collector.RefusedSeries.Add(TestCandles.Btc15, words) }] };
        Assert.EndsWith($"waits for candles that do not come: {words}", Assert.Single(Reasons(Waiting, health)), StringComparison.Ordinal);
        Assert.Contains($"Binance lists BTCUSDT and refuses its candles (15m): {words}", HealthRules.Evaluate(health, new HealthContext(null, null, TimeSpan.FromMinutes(1))).Select(f => f.Reason));
    }

    private static List<string> Reasons(TraderSnapshot trader, SystemHealth health) => [.. TraderRules.Evaluate(trader, health).Select(f => f.Reason)];
}
