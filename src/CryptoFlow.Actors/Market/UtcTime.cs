using System.Globalization;

namespace CryptoFlow.Market;

/// <summary>
/// Reads the times that users write: milliseconds since 1970 UTC, a date, or a date and time (ISO 8601). The one parser for query parameters, bodies, options
/// and settings.
/// </summary>
public static class UtcTime
{
    /// <summary>What is allowed, to be read after "it is".</summary>
    public const string AllowedText =
        "a time from 1970 on, such as 2024-01-31, 2024-01-31T12:00Z, 2024-01-31T12:00+02:00 (UTC where no offset is given), or milliseconds UTC such as 1700000000000";

    /// <summary>Longer than every time that is allowed.</summary>
    private const int MaxLength = 40;

    private const int DateLength = 10;

    /// <summary>A number from here to <see cref="FirstMilliseconds"/> is a year, a date without dashes, or seconds, and nothing that was meant as milliseconds.</summary>
    private const long FirstAmbiguous = 1970;

    /// <summary>1973-03-03 in milliseconds, 5138 in seconds.</summary>
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <param name="text">What the user wrote. A date is its midnight UTC; a date and time without an offset is UTC; T may be a space.</param>
    /// <param name="time">Milliseconds UTC, not negative; fractions of a millisecond are cut off.</param>
    public static bool TryParse(string? text, out long time)
    {
        time = 0;
        if (text is not { Length: > 0 and <= MaxLength })
            return false;
        if (text.All(char.IsAsciiDigit))
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time) && time is < FirstAmbiguous or >= FirstMilliseconds;
        if (!DateTimeOffset.TryParseExact(
            Normal(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at < DateTimeOffset.UnixEpoch)
            return false;
        time = at.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>ISO 8601 in UTC, to the millisecond.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>With the T between date and time, and the Z, in upper case.</summary>
    private static string Normal(string text)
    {
        if (text.Length > DateLength && text[DateLength] is 't' or ' ')
            text = $"{text[..DateLength]}T{text[(DateLength + 1)..]}";
        return text[^1] == 'z' ? text[..^1] + 'Z' : text;
    }
}
