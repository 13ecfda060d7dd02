using System.Globalization;
using System.Text.Json;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Market;

/// <summary>The candles of the mark price on the three exchanges: the rules of the traded candles, prices near them, no volume.</summary>
public sealed class MarkCandleTests
{
    private const long Hour = 3_600_000;

    public static TheoryData<Venue, string, string> Endpoints => new()
    {
        { Venue.Binance, "/fapi/v1/klines?symbol=BTCUSDT&interval=1h", "/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1h" },
        { Venue.Bybit, "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60", "/v5/market/mark-price-kline?category=linear&symbol=BTCUSDT&interval=60" },
        { Venue.Bitget, "/api/v2/mix/market/history-candles?symbol=BTCUSDT&productType=USDT-FUTURES&granularity=1H", "/api/v2/mix/market/history-mark-candles?symbol=BTCUSDT&productType=USDT-FUTURES&granularity=1H" },
    };

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Rows_open_when_the_traded_candles_do_and_the_price_is_near_theirs(Venue venue, string traded, string marked)
    {
        await using var exchange = await StartAsync(T0 + (Hour / 2));

        var candles = await exchange.Rows(venue, traded + "&limit=3");
        var marks = await exchange.Rows(venue, marked + "&limit=3");

        Assert.Equal(candles.Select(Open), marks.Select(Open));
        Assert.Equal(venue == Venue.Bybit ? 5 : candles[0].GetArrayLength(), marks[0].GetArrayLength());
        Assert.All(candles.Zip(marks), pair => Assert.InRange(Price(pair.Second, 4) / Price(pair.First, 4), 0.9996m, 1.0004m));
        Assert.All(marks, row => Assert.True(Price(row, 2) >= Price(row, 1) && Price(row, 3) <= Price(row, 4)));
        Assert.NotEqual(candles.Select(r => Price(r, 4)), marks.Select(r => Price(r, 4)));
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task The_close_of_a_closed_candle_equals_the_simulators_mark_price_of_the_hour(Venue venue, string traded, string marked)
    {
        _ = traded;
        await using var exchange = await StartAsync(T0 + (Hour / 2));

        var closed = (await exchange.Rows(venue, marked + "&limit=5")).Single(r => Open(r) == T0 - Hour);

        Assert.Equal(exchange.Simulator.MarkPriceAt(venue, "BTCUSDT", T0), Price(closed, 4));
    }

    [Fact]
    public async Task Binances_weight_of_mark_price_candles_depends_on_the_limit()
    {
        await using var exchange = await StartAsync(T0);

        using var answer = await exchange.Get(Venue.Binance, "/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1h&limit=1000");

        Assert.Equal("5", answer.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
    }

    private static decimal Price(JsonElement row, int column) => decimal.Parse(row[column].GetString()!, CultureInfo.InvariantCulture);
}
