using System.Globalization;
using CryptoFlow.Configuration;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Trading;

/// <summary>How the program binds and validates the section of paper trading.</summary>
public sealed class PaperTradingOptionsTests
{
    /// <summary>Key, default, minimum and maximum of every number.</summary>
    public static TheoryData<string, double, double, double> Numbers => new()
    {
        { "Money:InitialCapital", 10_000, 1, 1_000_000_000 },
        { "Money:RiskFraction", 0.015, 0.0001, 1 },
        { "Money:MaxLeverage", 20, 0.1, 125 },
        { "Money:FeeRate", 0.0004, 0, 0.01 },
        { "Money:Tp1Share", 0.5, 0, 1 },
        { "ChannelBounce:SwingConfirmation", 3, 1, 50 },
        { "ChannelBounce:LookbackSwings", 30, 1, 200 },
        { "ChannelBounce:LookbackCandles", 100, 1, 5000 },
        { "ChannelBounce:MinWidth", 0.015, 0.001, 0.5 },
        { "ChannelBounce:MaxWidth", 0.05, 0.001, 0.5 },
        { "ChannelBounce:BreakDistance", 0.04, 0, 0.5 },
        { "ChannelBounce:TouchTolerance", 0.004, 0, 0.1 },
        { "ChannelBounce:ConfirmingTouches", 2, 1, 100 },
        { "ChannelBounce:ChoiceTolerance", 0.02, 0, 0.5 },
        { "ChannelBounce:EntryTolerance", 0.003, 0, 0.1 },
        { "ChannelBounce:StopDistance", 0.0008, 0, 0.1 },
        { "ChannelBounce:TargetInset", 0.002, 0, 0.1 },
        { "ChannelBounce:CooldownMinutes", 300, 1, 100_000 },
        { "ChannelBounce:TimeoutCandles", 149, 1, 100_000 },
        { "MovingAverageCross:Fast", 20, 1, 5000 },
        { "MovingAverageCross:Slow", 50, 2, 5000 },
        { "MovingAverageCross:StopDistance", 0.02, 0.001, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_has_its_default_is_bound_and_is_refused_out_of_its_range(string key, double byDefault, double least, double greatest)
    {
        Assert.Equal(byDefault, ValueOf(Bind(), key));
        Assert.Empty(OutOfRange(key, least));
        Assert.Empty(OutOfRange(key, greatest));
        Assert.StartsWith($"CryptoFlow:PaperTrading:{key} is {least - 1}; allowed is {least} to {greatest}.", Assert.Single(OutOfRange(key, least - 1)), StringComparison.Ordinal);
        Assert.Single(OutOfRange(key, greatest + 1));
    }

    [Fact]
    public void Every_number_of_the_section_is_checked() => Assert.Equal(
        new (string Section, Type Type)[] { ("Money", typeof(MoneyRules)), ("ChannelBounce", typeof(ChannelBounceOptions)), ("MovingAverageCross", typeof(MovingAverageCrossOptions)) }
            .SelectMany(part => part.Type.GetProperties().Where(p => p.CanWrite && p.PropertyType != typeof(bool)).Select(p => $"{part.Section}:{p.Name}"))
            .Order(),
        Numbers.Select(row => (string)row[0]).Order());

    [Fact]
    public void Without_a_setting_the_shipped_strategy_trades_bitcoin_on_binance()
    {
        var options = Bind();

        Assert.True(options.Enabled);
        Assert.Equal([new Instrument(Exchange.Binance, "BTCUSDT")], options.Instruments().AsEnumerable());
        Assert.Equal(["NO_ML"], options.StrategyNames().AsEnumerable());
    }

    [Fact]
    public void Series_and_strategies_are_bound_as_one_value_or_as_a_list()
    {
        var one = Bind(("Series", "bybit:ethusdt"), ("Strategies", "no_ml"));
        var list = Bind(("Series:0", "BYBIT:ETHUSDT"), ("Series:1", "BITGET:BTCUSDT"), ("Strategies:0", "NO_ML"));

        Assert.Equal(["BYBIT:ETHUSDT"], one.Instruments().Select(i => i.StorageKey));
        Assert.Equal(["NO_ML"], one.StrategyNames().AsEnumerable());
        Assert.Equal(["BYBIT:ETHUSDT", "BITGET:BTCUSDT"], list.Instruments().Select(i => i.StorageKey));
    }

    [Theory]
    [InlineData("Series", "KRAKEN:BTCUSD", "CryptoFlow:PaperTrading:Series holds 'KRAKEN:BTCUSD'; a series is an exchange and a symbol")]
    [InlineData("Strategies", "NO_ML,MAGIC", "CryptoFlow:PaperTrading:Strategies holds 'MAGIC'; allowed are MA_CROSS, NO_ML.")]
    [InlineData("ChannelBounce:MinWidth", "0.06", "CryptoFlow:PaperTrading:ChannelBounce:MinWidth is 0.06; it must not be greater than MaxWidth, which is 0.05.")]
    [InlineData("ChannelBounce:TargetInset", "0.0074", "CryptoFlow:PaperTrading:ChannelBounce:TargetInset is 0.0074; it must be less than 0.007389")]
    [InlineData("MovingAverageCross:Fast", "50", "CryptoFlow:PaperTrading:MovingAverageCross:Fast is 50; it must be less than Slow, which is 50.")]
    [InlineData("Money:FeeRate", "NaN", "CryptoFlow:PaperTrading:Money:FeeRate is NaN")]
    public void A_wrong_value_is_refused_with_a_sentence_that_names_its_key(string key, string value, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(Assert.Throws<OptionsValidationException>(() => Bind((key, value))).Failures), StringComparison.Ordinal);

    [Fact]
    public void A_value_reaches_the_strategy_and_the_money_rules()
    {
        var options = Bind(("Money:FeeRate", "0.0002"), ("ChannelBounce:TimeoutCandles", "12"));

        Assert.Equal(0.0002, options.Money.FeeRate);
        Assert.Equal(12, new Trading.Strategies.StrategyRegistry(options).Create("NO_ML").Exits.TimeoutCandles);
    }

    private static IEnumerable<string> OutOfRange(string key, double value)
    {
        try
        {
            Assert.Equal(value, ValueOf(Bind((key, Text(value))), key));
            return [];
        }
        catch (OptionsValidationException invalid) // Other options may not fit this value. This test ignores their failures.
        {
            return invalid.Failures.Where(f => f.Contains("allowed is", StringComparison.Ordinal));
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static PaperTradingOptions Bind(params (string Key, string Value)[] values)
    {
        using var services = OptionsTests.Services([.. values.Select(v => ($"PaperTrading:{v.Key}", v.Value))]);
        return services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.PaperTrading;
    }

    private static double ValueOf(PaperTradingOptions options, string key)
    {
        object part = key.Split(':')[0] switch
        {
            "Money" => options.Money,
            "ChannelBounce" => options.ChannelBounce,
            _ => options.MovingAverageCross,
        };
        return Convert.ToDouble(part.GetType().GetProperty(key.Split(':')[1])!.GetValue(part), CultureInfo.InvariantCulture);
    }
}
