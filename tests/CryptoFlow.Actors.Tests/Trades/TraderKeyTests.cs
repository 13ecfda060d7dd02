using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;

namespace CryptoFlow.Trades;

/// <summary>The key of a trader's records depends on everything that decides its trades, and on nothing else.</summary>
public sealed class TraderKeyTests
{
    [Fact]
    public void Default_parameters_are_not_part_of_the_key_so_that_a_later_version_continues_the_record() =>
        Assert.Equal(new TraderKey("NO_ML", new Instrument(Exchange.Binance, "BTCUSDT"), "{}"), Key(new PaperTradingOptions()));

    [Fact]
    public void Other_parameters_start_another_record()
    {
        TraderKey[] keys =
        [
            Key(new PaperTradingOptions()),
            Key(new PaperTradingOptions { From = "history" }),
            Key(new PaperTradingOptions { Money = new MoneyRules { FeeRate = 0.0002 } }),
            Key(new PaperTradingOptions { ChannelBounce = new ChannelBounceOptions { TimeoutCandles = 96 } }),
            Key(new PaperTradingOptions { Series = ["BYBIT:BTCUSDT"] }),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Key(new PaperTradingOptions { From = "HISTORY" }), keys[1]);
    }

    [Fact]
    public void The_parameters_of_one_strategy_do_not_change_the_key_of_another()
    {
        var options = new PaperTradingOptions { Strategies = ["NO_ML", "MA_CROSS"], MovingAverageCross = new MovingAverageCrossOptions { Fast = 10 } };

        Assert.Equal(["{}", """{"MovingAverageCross:Fast":"10"}"""], TraderSetups.Keys(options).Select(k => k.Parameters));
    }

    [Theory]
    [InlineData("now")]
    [InlineData("History")]
    [InlineData("2026-01-31")]
    [InlineData("1700000000000")]
    public void A_valid_trading_start_is_read(string text) => Assert.True(TradingStart.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("31.01.2026")]
    [InlineData("-5")]
    public void Another_text_as_trading_start_is_refused(string? text) => Assert.False(TradingStart.TryParse(text, out _));

    private static TraderKey Key(PaperTradingOptions options) => TraderSetups.Keys(options).Single();
}
