using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Web.Tests.Api.Candles;

/// <summary>The candle that is forming, over HTTP.</summary>
public sealed class FormingCandleTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    private void Show(long openTime) => _server.System.Forming.Show(Some.Btc, new FormingCandle(Some.CandleAt(openTime, 102), openTime + 1_000));

    [Fact]
    public async Task The_forming_candle_is_appended_marked_and_not_kept_by_any_cache()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, [Some.CandleAt(900_000)]);
        Show(1_800_000);

        using var response = await _server.Client.GetAsync(new Uri("/api/candles?forming=1", UriKind.Relative));
        Assert.Null(response.Headers.ETag);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var candles = (await _server.GetJsonAsync("/api/candles?forming=1")).GetProperty("candles");
        Assert.Equal([900_000, 1_800_000], candles.EnumerateArray().Select(c => c.GetProperty("time").GetInt64()));
        Assert.False(candles[0].TryGetProperty("forming", out _));
        Assert.True(candles[1].GetProperty("forming").GetBoolean());

        Assert.Equal(1, (await _server.GetJsonAsync("/api/candles")).GetProperty("candles").GetArrayLength());
    }

    [Fact]
    public async Task A_candle_that_is_stored_is_not_appended_again()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, [Some.CandleAt(900_000)]);
        Show(900_000);
        Assert.Equal(1, (await _server.GetJsonAsync("/api/candles?forming=1")).GetProperty("candles").GetArrayLength());
    }

    [Fact]
    public async Task The_symbols_have_the_last_price_that_a_stream_has_shown()
    {
        Show(1_800_000);
        var prices = (await _server.GetJsonAsync("/api/symbols")).GetProperty("lastPrices");
        Assert.Equal("""{"price":102,"time":1801000}""", prices.GetProperty("binance").GetProperty("BTCUSDT").GetRawText());
        Assert.Equal("{}", prices.GetProperty("bitget").GetRawText());
    }
}
