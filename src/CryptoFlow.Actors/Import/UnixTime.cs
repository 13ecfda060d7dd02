using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Import;

/// <summary>
/// Times since 1970 in s, ms or us, told by magnitude: read in the right unit, each lies between 1973 and 5138 (seconds from 1973 on), and in a wrong one
/// far outside of any market's history.
/// </summary>
internal static class UnixTime
{
    private const long FirstSeconds = 100_000_000;
    private const long FirstMilliseconds = 100_000_000_000;
    private const long FirstMicroseconds = 100_000_000_000_000;
    private const long End = 100_000_000_000_000_000;

    /// <param name="text">A whole number.</param>
    /// <param name="time">In ms, rounded down.</param>
    /// <param name="isWhole">Whether nothing was rounded.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long time, out bool isWhole)
    {
        (time, isWhole) = (0, true);
        if (!JsonRead.TryLong(text, out var value) || value is < FirstSeconds or >= End)
            return false;
        (time, isWhole) = value switch
        {
            < FirstMilliseconds => (value * 1000, true),
            < FirstMicroseconds => (value, true),
            _ => (value / 1000, value % 1000 == 0),
        };
        return true;
    }
}
