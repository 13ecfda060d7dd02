using Microsoft.Extensions.Configuration;

namespace CryptoFlow.Configuration;

public sealed class ListSettingsTests
{
    [Fact]
    public void A_list_given_as_one_value_is_split_at_commas()
    {
        var options = Bound(new() { ["Collector:Timeframes"] = "1h, 4h", ["Exchanges:binance:Symbols"] = "BTCUSDT,ethusdt" });

        var plan = options.CollectionPlan();

        Assert.Equal([Interval.H1, Interval.H4], plan.Intervals.AsEnumerable());
        Assert.Equal(["BTCUSDT", "ETHUSDT"], plan.For(Exchange.Binance)!.Symbols.AsEnumerable());
        Assert.Equal(["BTCUSDT", "ETHUSDT", "SOLUSDT"], plan.For(Exchange.Bybit)!.Symbols.AsEnumerable());
    }

    [Fact]
    public void A_list_given_item_by_item_stays_as_it_is()
    {
        var options = Bound(new() { ["Collector:Timeframes:0"] = "1d", ["Exchanges:bybit:Symbols:0"] = "XRPUSDT" });

        Assert.Equal(["1d"], options.Collector.Timeframes);
        Assert.Equal(["XRPUSDT"], options.Exchanges["bybit"].Symbols);
    }

    [Fact]
    public void A_wrong_item_of_a_list_given_as_one_value_is_refused_by_its_key()
    {
        var result = new CryptoFlowOptionsValidator().Validate(null, Bound(new() { ["Collector:Timeframes"] = "15m,7m" }));

        Assert.Contains(result.Failures!, f => f.StartsWith("CryptoFlow:Collector:Timeframes holds '7m'", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_list_of_the_options_may_be_given_as_one_value()
    {
        var lists = OptionTree.Keys.Where(key => key.Property.PropertyType == typeof(List<string>)).Select(key => key.Path.Replace(OptionTree.AnyName, "bybit", StringComparison.Ordinal)).ToList();

        Assert.Contains("Exchanges:bybit:Symbols", lists);
        Assert.All(lists, list => Assert.Equal(
            ["a", "b"], (List<string>?)OptionTree.ValuesOf(Bound(new() { [list] = "a, b" })).Single(v => v.Key.Path == list).Value));
    }

    private static CryptoFlowOptions Bound(Dictionary<string, string?> settings)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"CryptoFlow:{s.Key}", s => s.Value))
            .Build()
            .GetSection(CryptoFlowOptions.Section);
        var options = new CryptoFlowOptions();
        section.Bind(options);
        ListSettings.Apply(section, options);
        return options;
    }
}
