using System.Globalization;
using System.IO.Compression;

namespace CryptoFlow.Testing;

/// <summary>Reads real candles from the shared data, with exactly the stored prices.</summary>
public static class CandleFiles
{
    /// <summary>Reads the candles of a file such as <c>binance-um/BTCUSDT-15m.csv.gz</c>: prices and volume only. Skips the test if the file is missing.</summary>
    public static IReadOnlyList<Candle> Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(SharedData.Require($"candles/{file}")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        _ = reader.ReadLine();
        var candles = new List<Candle>();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split(',');
            var numbers = columns[1..6].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            candles.Add(new Candle(long.Parse(columns[0], CultureInfo.InvariantCulture), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], 0, 0, 0, 0));
        }

        return candles;
    }
}
