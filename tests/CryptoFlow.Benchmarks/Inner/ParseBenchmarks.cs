using BenchmarkDotNet.Attributes;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Messages;
using CryptoFlow.Simulator;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>Parses a page of 1,000 candles from the bytes of the exchange's answer.</summary>
public class ParseBenchmarks
{
    private ReadOnlyMemory<byte> _binance;
    private ReadOnlyMemory<byte> _bybit;
    private ReadOnlyMemory<byte> _bitget;

    [GlobalSetup]
    public async Task AskAsync()
    {
        await using var exchanges = await ExchangeSimulator.StartAsync(new SimulatorOptions { Speed = 0 });
        using var http = new HttpClient();
        _binance = await BodyAsync(Venue.Binance, "fapi/v1/klines?symbol=BTCUSDT&interval=15m&limit=1000");
        _bybit = JsonRead.Property(await BodyAsync(Venue.Bybit, "v5/market/kline?category=linear&symbol=BTCUSDT&interval=15&limit=1000"), "result");
        _bitget = JsonRead.Property(await BodyAsync(Venue.Bitget, "api/v2/mix/market/candles?symbol=BTCUSDT&productType=usdt-futures&granularity=15m&limit=1000"), "data");

        async Task<ReadOnlyMemory<byte>> BodyAsync(Venue venue, string path) => await http.GetByteArrayAsync(new Uri(exchanges.BaseAddress(venue), path));
    }

    [Benchmark]
    public int Binance() => BinanceCandleParser.Read(_binance, Interval.M15).Candles.Length;

    [Benchmark]
    public int Bybit() => BybitCandleParser.Read(_bybit, Interval.M15).Candles.Length;

    [Benchmark]
    public int Bitget() => BitgetCandleParser.Read(_bitget, Interval.M15).Candles.Length;
}
