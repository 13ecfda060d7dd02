namespace CryptoFlow.Market;

public sealed class InstrumentTests
{
    [Theory]
    [InlineData("BINANCE:BTCUSDT", Exchange.Binance, "BTCUSDT")]
    [InlineData("binance:btcusdt", Exchange.Binance, "BTCUSDT")]
    [InlineData("Bybit:1000PEPEUSDT", Exchange.Bybit, "1000PEPEUSDT")]
    [InlineData("BITGET:BTCUSDT_UMCBL", Exchange.Bitget, "BTCUSDT_UMCBL")]
    [InlineData("BYBIT:BTC-29MAR24", Exchange.Bybit, "BTC-29MAR24")]
    [InlineData("binance:币安人生usdt", Exchange.Binance, "币安人生USDT")]
    public void A_storage_key_is_read_in_any_case_and_written_in_upper_case(string text, Exchange exchange, string symbol)
    {
        Assert.True(Instrument.TryParse(text, out var instrument));
        Assert.Equal(new Instrument(exchange, symbol), instrument);
        Assert.Equal(text.ToUpperInvariant(), instrument.StorageKey);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BTCUSDT")]
    [InlineData(":BTCUSDT")]
    [InlineData("BINANCE:")]
    [InlineData("KRAKEN:BTCUSDT")]
    [InlineData("1:BTCUSDT")]
    [InlineData("BINANCE:BTC USDT")]
    [InlineData("BINANCE:BTC'USDT")]
    [InlineData("BINANCE:BTC:USDT")]
    [InlineData("BINANCE:币安 人生USDT")]
    public void A_text_without_an_exchange_and_a_symbol_is_refused(string? text) => Assert.False(Instrument.TryParse(text, out _));

    [Fact]
    public void The_name_for_clients_of_the_WebSocket_is_parsed_to_the_same_instrument()
    {
        var instrument = new Instrument(Exchange.Binance, "БИТКОИН币USDT");
        Assert.Equal("binance:БИТКОИН币usdt", instrument.ToWireName());
        Assert.True(Instrument.TryParse(instrument.ToWireName(), out var back));
        Assert.Equal(instrument, back);
    }

    [Fact]
    public void Every_exchange_is_read_by_both_of_its_names()
    {
        Assert.All(Enum.GetValues<Exchange>(), exchange =>
        {
            Assert.True(ExchangeNames.TryParse(exchange.ToWireName(), out var byWire));
            Assert.True(ExchangeNames.TryParse(exchange.ToStorageName(), out var byStorage));
            Assert.Equal((exchange, exchange), (byWire, byStorage));
        });
        Assert.Equal(Enum.GetValues<Exchange>().Order(), ExchangeNames.All.Order());
    }
}
