using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace CryptoFlow.Market;

/// <summary>The candles of one series that open in one month. The manifests of backups hold these as JSON, so the names do not change.</summary>
/// <param name="Month">The month in UTC, such as 2026-01; <c>outside</c> for times outside of the calendar, which another program may have stored.</param>
/// <param name="Candles">Number of candles.</param>
/// <param name="Hash">SHA-256 of their values in hexadecimal (<see cref="MonthHashes.Recipe"/>).</param>
public sealed record MonthHash(string Month, long Candles, string Hash);

/// <summary>
/// Hashes the values of candles for each month. It hashes the values and not their text, because two programs may write the same double in different ways. The
/// manifests of backups and <c>verify --compare</c> use the same recipe.
/// </summary>
public static class MonthHashes
{
    /// <summary>
    /// Recipe 1: of each candle, ascending by open time, the open time, the eight fields open, high, low, close, volume, buy_volume, sell_volume and delta as IEEE
    /// doubles, and trade_count; each 8 bytes, little endian. No column allows NULL. A manifest has the number of its recipe, so a new recipe needs a new number.
    /// </summary>
    public const int Recipe = 1;

    private const int BytesOfCandle = 80;
    private const int CandlesInBuffer = 64;

    /// <param name="candles">Ascending. Read once, and not held.</param>
    /// <param name="cancellation">Ends the work between two months.</param>
    public static IEnumerable<MonthHash> Of(IEnumerable<Candle> candles, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BytesOfCandle * CandlesInBuffer];
        var (filled, count, month, end) = (0, 0L, "", long.MinValue);
        foreach (var candle in candles)
        {
            if (candle.OpenTime >= end)
            {
                if (count > 0)
                    yield return EndMonth();
                cancellation.ThrowIfCancellationRequested();
                (month, end) = MonthOf(candle.OpenTime);
                count = 0;
            }

            Write(candle, buffer.AsSpan(filled, BytesOfCandle));
            filled += BytesOfCandle;
            count++;
            if (filled == buffer.Length)
                Flush();
        }

        if (count > 0)
            yield return EndMonth();

        MonthHash EndMonth()
        {
            Flush();
            return new MonthHash(month, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        void Flush()
        {
            hash.AppendData(buffer, 0, filled);
            filled = 0;
        }
    }

    /// <summary>The months whose candles differ, and how many candles each side has.</summary>
    public static ImmutableArray<(string Month, long Here, long There)> Differences(IEnumerable<MonthHash> here, IEnumerable<MonthHash> there)
    {
        var left = here.ToDictionary(m => m.Month);
        var right = there.ToDictionary(m => m.Month);
        return [.. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Where(m => left.GetValueOrDefault(m) != right.GetValueOrDefault(m))
            .Select(m => (m, left.GetValueOrDefault(m)?.Candles ?? 0, right.GetValueOrDefault(m)?.Candles ?? 0))];
    }

    /// <summary>The name of a time's month.</summary>
    public static string NameOf(long time) => MonthOf(time).Name;

    /// <summary>The name of a time's month and the first ms of the next month. A time outside the calendar belongs to a month of its own.</summary>
    private static (string Name, long End) MonthOf(long time)
    {
        if (time < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || time >= new DateTimeOffset(9999, 12, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds())
            return ("outside", long.MaxValue);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
        var month = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return (month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.AddMonths(1).ToUnixTimeMilliseconds());
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
