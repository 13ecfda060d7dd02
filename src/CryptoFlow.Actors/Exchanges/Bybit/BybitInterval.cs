using System.Globalization;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>Bybit's names of the intervals, the same in REST and in the topics: the number of minutes, but "D" for the day.</summary>
internal static class BybitInterval
{
    public static string NameOf(Interval interval) => interval == Interval.D1 ? "D" : interval.Minutes.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a text is the name of an interval. Creates no string.</summary>
    public static bool IsNameOf(Interval interval, ReadOnlySpan<byte> name) => interval == Interval.D1
        ? name.SequenceEqual("D"u8)
        : JsonRead.TryLong(name, out var minutes) && minutes == interval.Minutes;
}
