using System.Text;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Import;

/// <summary>
/// Parses the times of a CSV file. A number is a time since 1970 in s, ms or us. The unit is recognised by the magnitude: in the right unit the time lies between
/// 1973 and 5138, in a wrong unit far outside any market's history. Any other text is a date, or a date and time (<see cref="UtcTime"/>), also from 1973 on.
/// </summary>
internal static class CsvTime
{
    /// <summary>The allowed formats, as the end of a sentence that begins with "it is no".</summary>
    public const string AllowedText = "time in s, ms or us since 1970, and no date and time such as 2024-01-31 12:00";

    private const long FirstSeconds = 100_000_000;
    private const long FirstMilliseconds = 100_000_000_000;
    private const long FirstMicroseconds = 100_000_000_000_000;
    private const long End = 100_000_000_000_000_000;

    /// <summary>Bytes of the longest text that <see cref="UtcTime"/> reads.</summary>
    private const int MaxTextBytes = 40;

    /// <param name="text">A whole number, or an ISO 8601 date with or without a time; UTC where no offset is given.</param>
    /// <param name="time">The time, ms UTC, rounded down.</param>
    /// <param name="isWhole">False if microseconds of a number were cut off.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long time, out bool isWhole)
    {
        (time, isWhole) = (0, true);
        return JsonRead.TryLong(text, out var value) ? TryConvert(value, out time, out isWhole) : TryReadDate(text, out time);
    }

    /// <summary>Converts a number in s, ms or us to ms UTC. False for a number that is none of them.</summary>
    public static bool TryConvert(long value, out long time, out bool isWhole)
    {
        (time, isWhole) = (0, true);
        if (value is < FirstSeconds or >= End)
            return false;
        (time, isWhole) = value switch
        {
            < FirstMilliseconds => (value * 1000, true),
            < FirstMicroseconds => (value, true),
            _ => (value / 1000, value % 1000 == 0),
        };
        return true;
    }

    /// <summary>True if the text consists of digits only, even if <see cref="TryRead"/> refuses the number.</summary>
    private static bool TryReadDate(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        text = text.Trim(" \t"u8);
        if (text.Length > MaxTextBytes || !text.Contains((byte)'-') || !UtcTime.TryParse(Encoding.UTF8.GetString(text), out var read) || read < FirstMilliseconds)
            return false;
        time = read;
        return true;
    }
}
