using System.Globalization;
using System.IO.Compression;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Real candles from files pass through the simulated exchanges into the database. Every number must stay equal.</summary>
public sealed class RealCandleTests
{
    /// <summary>The file names, and the open time of the last candle of the shortest interval. The exchange's clock stands just after this candle.</summary>
    [SkippableTheory]
    [InlineData(Exchange.Binance, "BTCUSDT", 1_779_957_000_000, 260, new[] { "15m", "4h", "1d" }, "binance-um/BTCUSDT-{0}.csv.gz")]
    [InlineData(Exchange.Binance, "ETHUSDT", 1_764_720_000_000 + (13_500 * 1_000), 200, new[] { "15m", "1h", "4h" }, "binance-um/ETHUSDT-{0}-ohlcv-2023_2025.csv.gz")]
    [InlineData(Exchange.Bybit, "BTCUSDT", 1_735_659_000_000, 260, new[] { "15m", "1h", "4h", "1d" }, "bybit-linear/BTCUSDT-{0}.csv.gz")]
    [InlineData(Exchange.Bitget, "BTCUSDT", 1_775_481_240_000, 3, new[] { "1m" }, "bitget-usdt-futures/BTCUSDT-{0}.csv.gz")]
    public async Task Every_stored_row_is_the_files_candle_and_every_candle_of_the_file_is_stored(
        Exchange exchange, string symbol, long last, int days, string[] timeframes, string files)
    {
        var folder = SharedData.Require("candles");
        Assert.True(Interval.TryParse(timeframes[0], out var shortest));
        var now = last + shortest.Milliseconds + 30_000;
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [exchange],
            Symbols = [symbol],
            Timeframes = timeframes,
            HistoryDays = days,
            Settings = [("Collector:PollIntervalSeconds", "3600")],
            Market = new SimulatorOptions { CsvFolder = folder, StartMs = now, Speed = 0 },
        });

        foreach (var series in scene.Plan.Series)
        {
            var history = ExchangeTruth.HistoryOf(scene.Plan, series, now);
            using var file = scene.OpenFile();
            var stored = file.Query(
                $"SELECT time, open, high, low, close, volume, buy_volume, trade_count FROM candles_{series.Interval.Minutes} WHERE time >= {history.From} ORDER BY time",
                r => new Row(r.GetInt64(0), r.GetDouble(1), r.GetDouble(2), r.GetDouble(3), r.GetDouble(4), r.GetDouble(5), r.GetDouble(6), r.GetInt64(7)));
            var path = Path.Combine(folder, string.Format(CultureInfo.InvariantCulture, files, series.Interval.Name));
            var expected = Read(path).Where(row => row.Time >= history.From && row.Time + series.Interval.Milliseconds <= now).ToList();

            Assert.InRange(expected.Count, days * 86_400_000L / series.Interval.Milliseconds * 9 / 10, int.MaxValue);
            Assert.Equal(expected, stored);
        }
    }

    private static IEnumerable<Row> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine()?.Split(',') is { } cells)
        {
            var raw = cells.Length > 9;
            yield return new Row(
                long.Parse(cells[0], CultureInfo.InvariantCulture),
                Number(cells[1]),
                Number(cells[2]),
                Number(cells[3]),
                Number(cells[4]),
                Number(cells[5]),
                raw ? Number(cells[9]) : 0,
                raw ? long.Parse(cells[8], CultureInfo.InvariantCulture) : 0);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Row(long Time, double Open, double High, double Low, double Close, double Volume, double BuyVolume, long Trades);
}
