using System.Text;
using System.Text.Json;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// The candles that the tool itself writes through the API, to a series that no collector collects: candle n has n in its values, and each is a commit of its own. So
/// a client that has seen candle n knows exactly which commits of the series it has seen, and the file says exactly which are there.
/// </summary>
internal static class Marker
{
    /// <summary>2020-01-01 00:00 UTC, ms. On the grid of every interval.</summary>
    private const long Start = 1_577_836_800_000;

    public static SeriesKey Series { get; } = new(new Instrument(Exchange.Bybit, "MARKERUSDT"), Interval.M1);

    public static string Path { get; } = $"exchange=bybit&symbol={Series.Symbol}&tf={Series.Interval.Minutes}";

    public static long TimeOf(long number) => Start + (number * Series.Interval.Milliseconds);

    public static long NumberOf(long time) => (time - Start) / Series.Interval.Milliseconds;

    public static Candle CandleOf(long number) => new(TimeOf(number), number + 1, number + 1, number + 1, number + 1, number, 0, 0, 0, 0);

    public static StringContent BodyOf(long number) => new(
        $$"""{"candles":[{"time":{{TimeOf(number)}},"open":{{number + 1}},"high":{{number + 1}},"low":{{number + 1}},"close":{{number + 1}},"volume":{{number}}}]}""",
        Encoding.UTF8,
        "application/json");

    /// <summary>The number of a candle in an answer; -1 if its values are not those that were sent.</summary>
    public static long NumberOf(JsonElement candle)
    {
        var number = NumberOf(candle.GetProperty("time").GetInt64());
        return candle.GetProperty("close").GetDouble() == number + 1 && candle.GetProperty("volume").GetDouble() == number ? number : -1;
    }
}
