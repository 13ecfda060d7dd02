using System.Globalization;
using System.IO.Compression;

namespace CryptoFlow.Simulator.Market.Csv;

/// <summary>
/// One file of real candles: <c>open_time,open,high,low,close,volume</c> or Binance's twelve raw columns, plain or gzip, with or without a
/// header, times in ms or us UTC. Numbers keep the digits of the file.
/// </summary>
internal static class CsvFile
{
    // Times in microseconds are above this since 1973. Times in milliseconds stay below it until the year 5138.
    private const long SmallestMicroseconds = 100_000_000_000_000;
    private const int RawColumns = 11;

    public static Candle[] Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream bytes = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(bytes);

        var candles = new List<Candle>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && char.IsAsciiDigit(line[0]))
                candles.Add(Parse(line));
        }
        candles.Sort((a, b) => a.OpenTime.CompareTo(b.OpenTime));
        return [.. candles];
    }

    private static Candle Parse(string line)
    {
        var cells = line.Split(',');
        var time = long.Parse(cells[0]);
        decimal open = Number(cells[1]), high = Number(cells[2]), low = Number(cells[3]), close = Number(cells[4]), volume = Number(cells[5]);
        var raw = cells.Length >= RawColumns;

        // A file with six columns has no turnover, trades or taker volume. The exchanges always show a turnover, so it is
        // estimated from the mean price. The other values are 0, because there is no basis for an estimate.
        return new Candle(
            time >= SmallestMicroseconds ? time / 1000 : time,
            open,
            high,
            low,
            close,
            volume,
            raw ? Number(cells[7]) : Math.Round((open + high + low + close) / 4 * volume, 5),
            raw ? (long)Number(cells[8]) : 0,
            raw ? Number(cells[9]) : 0,
            raw ? Number(cells[10]) : 0);
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
