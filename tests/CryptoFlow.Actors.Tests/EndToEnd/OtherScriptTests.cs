using CryptoFlow.Simulator;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Binance lists contracts with Chinese names. Every step from the exchange to the file must accept characters outside of ASCII.</summary>
public sealed class OtherScriptTests
{
    private const string Symbol = "币安人生USDT";

    [Fact]
    public async Task A_contract_with_a_name_beyond_ASCII_is_collected_from_every_exchange()
    {
        var venue = new VenueOptions { Symbols = [Symbol] };
        await using var scene = await CollectorScene.StartAsync(new SceneOptions
        {
            Exchanges = [.. ExchangeNames.All],
            Symbols = ["币安人生usdt"],
            HistoryDays = 12,
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Binance = venue, Bybit = venue, Bitget = venue },
        });

        Assert.Empty(await scene.EqualAsync());
        var health = await scene.Host.HealthAsync();
        Assert.Equal(3, health.Series.Count(s => s.Stats.Series.Symbol == Symbol && s.Stats.Rows > 0));
    }
}
