using System.Globalization;
using System.Text.Json;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Testing;

namespace CryptoFlow.Exchanges;

/// <summary>Every recorded kline answer, parsed by the client and, independently, by the test.</summary>
public class RecordedCandlesTests
{
    [SkippableTheory]
    [InlineData("fapi_v1_klines/BTCUSDT-1d-2023-01.json", 1440)]
    [InlineData("fapi_v1_klines/BTCUSDT-1d-asked_from_2019-01-01-starts_at_listing_2019-09-08.json", 1440)]
    [InlineData("fapi_v1_klines/BTCUSDT-1d-limit5.json", 1440)]
    [InlineData("fapi_v1_klines/LTCUSDT-5m-500rows.json", 5)]
    [InlineData("api_v3_klines/BTCUSDT-15m-limit1000.raw.json", 15)]
    [InlineData("api_v3_klines/BTCUSDT-1d-2019.json", 1440)]
    [InlineData("api_v3_klines/BTCUSDT-1d-limit1000.raw.json", 1440)]
    [InlineData("api_v3_klines/BTCUSDT-1h-2023-01.json", 60)]
    [InlineData("api_v3_klines/BTCUSDT-1h-limit1000-page1.json", 60)]
    [InlineData("api_v3_klines/BTCUSDT-1h-limit1000-page2-with_real_gap_2020-06-28.json", 60)]
    [InlineData("api_v3_klines/BTCUSDT-1m-1row.json", 1)]
    [InlineData("api_v3_klines/BTCUSDT-1m-60rows.json", 1)]
    [InlineData("api_v3_klines/BTCUSDT-1m-limit1000.raw.json", 1)]
    [InlineData("api_v3_klines/BTCUSDT-4h-limit1000.raw.json", 240)]
    [InlineData("api_v3_klines/BTCUSDT-5m-limit1000.raw.json", 5)]
    public void Binance(string file, int minutes)
    {
        var body = SharedData.Read($"fixtures/binance/{file}");
        var rows = BinanceCandleParser.Read(body, new Interval(minutes));
        using var json = JsonDocument.Parse(body);
        AssertSame(json.RootElement, rows, withTakers: true);
    }

    [SkippableFact]
    public void Bybit()
    {
        var body = SharedData.Read("fixtures/bybit/docs-samples/v5_market_kline.json");
        using var json = JsonDocument.Parse(body);
        var result = json.RootElement.GetProperty("result");
        var rows = BybitCandleParser.Read(Envelope.Open(body, new BybitErrors().Shape).Payload, Interval.H1);

        AssertSame(result.GetProperty("list"), rows, withTakers: false);
        Assert.Equal(new Candle(1670601600000, 17086.5, 17088, 16978, 17071.5, 6356, 0, 0, 0, 0), rows.Candles[2]);
    }

    [SkippableTheory]
    [InlineData("v2_mix_market_candles-BTCUSDT-1m.json", 1)]
    [InlineData("v2_mix_market_history-candles-BTCUSDT-1m.json", 1)]
    [InlineData("v2_spot_market_history-candles-BTCUSDT-1min.json", 1)]
    [InlineData("v2_mix_market_candles-empty.json", 1)]
    [InlineData("docs-samples/v2_mix_market_candles.json", 5)]
    public void Bitget(string file, int minutes)
    {
        var body = SharedData.Read($"fixtures/bitget/{file}");
        var rows = BitgetCandleParser.Read(Envelope.Open(body, new BitgetErrors().Shape).Payload, new Interval(minutes));
        using var json = JsonDocument.Parse(body);
        AssertSame(json.RootElement.GetProperty("data"), rows, withTakers: false);
    }

    [SkippableFact]
    public void The_recorded_first_candle_of_Binance_is_read_exactly()
    {
        var body = SharedData.Read("fixtures/binance/fapi_v1_klines/BTCUSDT-1d-asked_from_2019-01-01-starts_at_listing_2019-09-08.json");
        var first = BinanceCandleParser.Read(body, Interval.D1).Candles[0];
        Assert.Equal(new Candle(1567900800000, 10000, 10412.65, 10000, 10391.63, 3096.291, 0.039, 3096.252, -3096.213, 3754), first);
    }

    private static void AssertSame(JsonElement rows, CandleRows read, bool withTakers)
    {
        Assert.Empty(read.Rejected);
        Assert.Equal(rows.GetArrayLength(), read.Candles.Length);
        foreach (var (row, candle) in rows.EnumerateArray().Zip(read.Candles))
        {
            Assert.Equal(row[0].ToString(), candle.OpenTime.ToString(CultureInfo.InvariantCulture));
            double[] expected = [.. Enumerable.Range(1, 5).Select(i => double.Parse(row[i].GetString()!, CultureInfo.InvariantCulture))];
            Assert.Equal(expected, new[] { candle.Open, candle.High, candle.Low, candle.Close, candle.Volume });

            var buy = withTakers ? decimal.Parse(row[9].GetString()!, CultureInfo.InvariantCulture) : 0;
            var sell = withTakers ? decimal.Parse(row[5].GetString()!, CultureInfo.InvariantCulture) - buy : 0;
            Assert.Equal(((double)buy, (double)sell, (double)(buy - sell)), (candle.BuyVolume, candle.SellVolume, candle.Delta));
            Assert.Equal(withTakers ? row[8].GetInt64() : 0, candle.TradeCount);
        }
    }
}
