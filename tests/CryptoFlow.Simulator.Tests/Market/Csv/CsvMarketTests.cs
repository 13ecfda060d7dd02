using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Market.Csv;

/// <summary>A market whose candles come from CSV files.</summary>
public sealed class CsvMarketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("candles").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Numbers_are_served_as_they_are_written_and_time_starts_where_the_data_ends()
    {
        Write("binance-um/BTCUSDT-15m.csv", $"open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n{T0},1.50,2.00,1,1.750,10.0,{T0 + I - 1},17.5,3,4.00,7.0,0\n");
        await using var exchange = await Start();

        var row = (await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance)))[0];

        Assert.Equal($"""[{T0},"1.50","2.00","1","1.750","10.0",{T0 + I - 1},"17.5",3,"4.00","7.0","0"]""", row.GetRawText());
        Assert.Equal(T0 + I, exchange.Simulator.Clock.NowMs);
    }

    [Fact]
    public async Task An_interval_without_a_file_is_added_up_from_the_shortest_one()
    {
        Write("bybit-linear/ETHUSDT-15m.csv", Rows(8));
        await using var exchange = await Start();

        var hours = exchange.Simulator.ClosedCandles(Venue.Bybit, "ETHUSDT", "1h", T0, long.MaxValue);

        Assert.Equal([T0, T0 + (4 * I)], hours.Select(h => h.OpenTime));
        Assert.Equal((100m, 107m, 98m, 104m, 4.4m), (hours[0].Open, hours[0].High, hours[0].Low, hours[0].Close, hours[0].Volume));
    }

    [Fact]
    public async Task Before_its_close_a_candle_shows_a_part_and_after_the_data_there_is_nothing()
    {
        Write("bitget-usdt-futures/BTCUSDT-15m.csv", Rows(8));
        await using var exchange = await Start(T0 + (5 * I));
        var path = CandlePath(Venue.Bitget, "1h").Replace("history-candles", "candles");

        var forming = (await exchange.Rows(Venue.Bitget, path))[^1];
        exchange.Simulator.Clock.Set(T0 + (100 * I));

        Assert.Equal("1.1", forming[5].GetString());
        Assert.Equal(2, (await exchange.Rows(Venue.Bitget, path)).Length);
    }

    [Fact]
    public async Task The_error_names_a_folder_that_is_missing_or_without_candles()
    {
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ExchangeSimulator.StartAsync(new SimulatorOptions { CsvFolder = Path.Combine(_folder, "no") }));
        await Assert.ThrowsAsync<InvalidDataException>(() => ExchangeSimulator.StartAsync(new SimulatorOptions { CsvFolder = _folder }));
    }

    [SkippableFact]
    public async Task Real_quarter_hours_add_up_to_the_real_days()
    {
        var folder = SharedData.Folder("candles");
        await using var exchange = await StartAsync(1_780_000_000_000, o => o with { CsvFolder = folder });

        var rows = await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance, "1h", start: 1_757_289_600_000, end: 1_757_289_600_000, limit: 1));
        var days = exchange.Simulator.ClosedCandles(Venue.Binance, "BTCUSDT", "1d", 1_757_289_600_000, 1_757_289_600_001);
        var hours = exchange.Simulator.ClosedCandles(Venue.Binance, "BTCUSDT", "1h", 1_757_289_600_000, 1_757_376_000_000);

        Assert.Single(rows);
        Assert.Equal(24, hours.Count);
        Assert.Equal(days[0], hours.Skip(1).Aggregate(hours[0], (sum, next) => sum.Append(next)));
    }

    private Task<Exchange> Start(long? now = null) =>
        StartAsync(configure: o => o with { CsvFolder = _folder, StartMs = now });

    private static string Rows(int count) => string.Join(
        '\n',
        Enumerable.Range(0, count).Select(k => $"{T0 + (k * I)},{100 + k},{104 + k},{98 + k},{101 + k},1.1"));

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
