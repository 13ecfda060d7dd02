using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace CryptoFlow.Verification;

/// <summary>The candles of a series in one month (UTC) as a number and a hash.</summary>
public readonly record struct MonthHash(string Month, long Candles, string Hash);

/// <summary>
/// Hashes the values of candles for each month. Values, not text: two programs write the same double in different ways, so equal values could have different
/// hashes. The recipe: SHA-256 over the candles in order of time; of each candle the open time, the eight doubles and the trade count, eight bytes each, little endian.
/// </summary>
public static class MonthHashes
{
    private const int CandleBytes = 80;

    /// <param name="candles">Ascending.</param>
    public static IEnumerable<MonthHash> Of(IEnumerable<Candle> candles)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[CandleBytes];
        string? month = null;
        var end = long.MinValue;
        var count = 0L;
        foreach (var candle in candles)
        {
            if (month is null || candle.OpenTime >= end)
            {
                if (month is not null)
                    yield return new MonthHash(month, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
                (month, end) = MonthOf(candle.OpenTime);
                count = 0;
            }

            Write(candle, bytes);
            hash.AppendData(bytes);
            count++;
        }

        if (month is not null)
            yield return new MonthHash(month, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The months whose candles differ, and how many candles each side has.</summary>
    public static ImmutableArray<(string Month, long Here, long There)> Differences(IEnumerable<MonthHash> here, IEnumerable<MonthHash> there)
    {
        var left = here.ToDictionary(m => m.Month);
        var right = there.ToDictionary(m => m.Month);
        return [.. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Where(m => left.GetValueOrDefault(m) != right.GetValueOrDefault(m))
            .Select(m => (m, left.GetValueOrDefault(m).Candles, right.GetValueOrDefault(m).Candles))];
    }

    /// <summary>A row of another program may have any time: all rows outside of the calendar are one month.</summary>
    private static (string Month, long End) MonthOf(long time)
    {
        if (!Timeframe.CanContain(time))
            return ("outside", time < 0 ? 0 : long.MaxValue);
        var from = Timeframe.Month.Floor(time);
        return (DateTimeOffset.FromUnixTimeMilliseconds(from).ToString("yyyy-MM", CultureInfo.InvariantCulture), Timeframe.Month.Next(from));
    }

    private static void Write(in Candle candle, Span<byte> to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, candle.OpenTime);
        BinaryPrimitives.WriteDoubleLittleEndian(to[8..], candle.Open);
        BinaryPrimitives.WriteDoubleLittleEndian(to[16..], candle.High);
        BinaryPrimitives.WriteDoubleLittleEndian(to[24..], candle.Low);
        BinaryPrimitives.WriteDoubleLittleEndian(to[32..], candle.Close);
        BinaryPrimitives.WriteDoubleLittleEndian(to[40..], candle.Volume);
        BinaryPrimitives.WriteDoubleLittleEndian(to[48..], candle.BuyVolume);
        BinaryPrimitives.WriteDoubleLittleEndian(to[56..], candle.SellVolume);
        BinaryPrimitives.WriteDoubleLittleEndian(to[64..], candle.Delta);
        BinaryPrimitives.WriteInt64LittleEndian(to[72..], candle.TradeCount);
    }
}
