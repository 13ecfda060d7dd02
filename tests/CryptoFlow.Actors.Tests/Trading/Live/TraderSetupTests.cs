using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Trading.Live;

/// <summary>Which series a trader needs that are not collected.</summary>
public sealed class TraderSetupTests
{
    [Fact]
    public void A_context_series_need_not_be_collected_if_the_traded_candles_roll_up_to_it() =>
        Assert.Empty(NotCollected(TestCandles.Btc15));

    [Fact]
    public void A_traded_series_has_to_be_collected() =>
        Assert.Equal([TestCandles.Btc15], NotCollected(TestCandles.Btc60).AsEnumerable());

    [Fact]
    public void Without_collectors_no_series_of_a_trader_is_collected() =>
        Assert.Equal([TestCandles.Btc15, TestCandles.Btc60], NotCollected().AsEnumerable());

    [Fact]
    public void An_added_series_of_a_collected_exchange_is_collected()
    {
        var (history, binance) = (ImmutableDictionary<SeriesKey, int>.Empty, ImmutableDictionary<Exchange, int>.Empty.Add(Exchange.Binance, 30));
        var collected = new CollectedSeries(history) { Exchanges = binance }.With([TestCandles.Btc15, TestCandles.Eth15]);

        Assert.Empty(Setup(collected).NotCollected(collected));
        Assert.Equal(30, collected.HistoryDays[TestCandles.Btc15]);
        Assert.False(collected.Contains(TestCandles.Eth15));
    }

    private static ImmutableArray<SeriesKey> NotCollected(params SeriesKey[] series)
    {
        var collected = new CollectedSeries(series.ToImmutableDictionary(s => s, _ => 30));
        return Setup(collected).NotCollected(collected);
    }

    private static TraderSetup Setup(CollectedSeries collected) => new(
        new TraderKey("NO_ML", TestCandles.Btc15.Instrument, "{}"),
        () => new ChannelBounceStrategy(new ChannelBounceOptions()),
        new MoneyRules(),
        new TradingStart.Now(),
        collected,
        ActorRefs.Nobody,
        ActorRefs.Nobody,
        NoCommits.Instance,
        new TraderBoard(),
        TimeProvider.System,
        NullLogger.Instance);
}
