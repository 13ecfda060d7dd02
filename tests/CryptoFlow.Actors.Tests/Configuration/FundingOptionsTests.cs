using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>Paper trading that charges funding needs the rates.</summary>
public sealed class FundingOptionsTests
{
    [Fact]
    public void Charging_funding_without_collecting_it_is_refused_with_both_keys()
    {
        var sentence = Assert.Single(Validate(charge: true, collect: false).Failures!);

        Assert.Contains("CryptoFlow:PaperTrading:Money:ChargeFunding", sentence, StringComparison.Ordinal);
        Assert.Contains("CryptoFlow:Collector:Funding", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Every_other_combination_of_the_two_funding_options_is_accepted(bool charge, bool collect) => Assert.True(Validate(charge, collect).Succeeded);

    private static ValidateOptionsResult Validate(bool charge, bool collect)
    {
        var options = new CryptoFlowOptions();
        options.PaperTrading.Money = new() { ChargeFunding = charge };
        options.Collector.Funding = collect;
        return new CryptoFlowOptionsValidator().Validate(null, options);
    }
}
