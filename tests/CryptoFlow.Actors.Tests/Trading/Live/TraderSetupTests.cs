using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Trading.Live;

/// <summary>Which series a trader needs but nobody collects.</summary>
public sealed class TraderSetupTests
{
    [Fact]
    public void A_context_series_that_nobody_collects_is_not_missed_where_the_traded_candles_roll_up_to_it() =>
        Assert.Empty(Setup(TestCandles.Btc15).NotCollected);

    [Fact]
    public void A_traded_series_that_nobody_collects_is_missed() =>
        Assert.Equal([TestCandles.Btc15], Setup(TestCandles.Btc60).NotCollected.AsEnumerable());

    [Fact]
    public void Without_collectors_every_series_counts_as_not_collected() =>
        Assert.Equal([TestCandles.Btc15, TestCandles.Btc60], Setup().NotCollected.AsEnumerable());

    private static TraderSetup Setup(params SeriesKey[] collected) => new(
        new TraderKey("NO_ML", TestCandles.Btc15.Instrument, "{}"),
        () => new ChannelBounceStrategy(new ChannelBounceOptions()),
        new MoneyRules(),
        new TradingStart.Now(),
        new CollectedSeries(collected.ToImmutableDictionary(series => series, _ => 30)),
        ActorRefs.Nobody,
        ActorRefs.Nobody,
        NoCommits.Instance,
        new TraderBoard(),
        TimeProvider.System,
        NullLogger.Instance);
}
