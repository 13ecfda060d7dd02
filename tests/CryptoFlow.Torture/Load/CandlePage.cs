using System.Buffers.Text;
using System.Text.Json;

namespace CryptoFlow.Torture.Load;

/// <summary>Reads and checks the answers of <c>/api/candles</c>, as a client sees them.</summary>
internal static class CandlePage
{
    private static ReadOnlySpan<byte> Time => "{\"time\":"u8;

    /// <summary>
    /// Says why the bytes are not the expected page; null if they are. The page must have <paramref name="count"/> candles. Each open time lies on the grid,
    /// one interval after the one before.
    /// </summary>
    /// <param name="body">The bytes of the answer.</param>
    /// <param name="interval">The interval of the series.</param>
    /// <param name="count">The exact number of candles in the page.</param>
    /// <param name="last">Open time of the last candle, ms UTC; null: any time.</param>
    public static string? FindDefect(ReadOnlySpan<byte> body, Interval interval, int count, long? last)
    {
        var (seen, previous) = (0, 0L);
        for (var rest = body; rest.IndexOf(Time) is >= 0 and var at; seen++)
        {
            rest = rest[(at + Time.Length)..];
            if (!Utf8Parser.TryParse(rest, out long time, out _) || !interval.IsAligned(time))
                return $"candle {seen} is off the grid";
            if (seen > 0 && time != previous + interval.Milliseconds)
                return $"candle {seen} opens at {time}, the one before at {previous}";
            previous = time;
        }

        if (seen != count)
            return $"{seen} candles instead of {count}";
        if (last is { } expected && previous != expected)
            return $"the last candle opens at {previous}, not at {expected}";
        return body.EndsWith("}"u8) ? null : "the answer is cut off";
    }

    /// <summary>Says why an answer cannot be right, whatever the file contains; null if no such reason is found.</summary>
    public static string? FindDefect(JsonElement page, IReadOnlyList<Candle> candles, Interval interval, int limit)
    {
        if (candles.Count > limit)
            return $"{candles.Count} candles where {limit} were asked for";
        for (var i = 0; i < candles.Count; i++)
        {
            if (candles[i].FindDefect(interval) is { } defect)
                return $"{candles[i]}: {defect}";
            if (i > 0 && candles[i].OpenTime <= candles[i - 1].OpenTime)
                return $"{candles[i].OpenTime} comes after {candles[i - 1].OpenTime}";
        }

        var oldest = page.GetProperty("oldestTime");
        return (oldest.ValueKind == JsonValueKind.Null ? null : (long?)oldest.GetInt64()) == (candles.Count == 0 ? null : (long?)candles[0].OpenTime)
            ? null
            : $"oldestTime is {oldest}";
    }

    public static Candle Read(JsonElement candle) => new(
        candle.GetProperty("time").GetInt64(),
        candle.GetProperty("open").GetDouble(),
        candle.GetProperty("high").GetDouble(),
        candle.GetProperty("low").GetDouble(),
        candle.GetProperty("close").GetDouble(),
        candle.GetProperty("volume").GetDouble(),
        candle.GetProperty("buyVolume").GetDouble(),
        candle.GetProperty("sellVolume").GetDouble(),
        candle.GetProperty("delta").GetDouble(),
        candle.GetProperty("tradeCount").GetInt64());
}
