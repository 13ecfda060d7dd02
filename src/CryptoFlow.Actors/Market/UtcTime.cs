using System.Globalization;

namespace CryptoFlow.Market;

/// <summary>
/// Parses the times that users write: milliseconds since 1970 UTC, a date, or a date and time (ISO 8601). Used for all query parameters, request bodies,
/// command-line options and settings.
/// </summary>
public static class UtcTime
{
    /// <summary>The allowed texts, as the end of the sentence "it is …".</summary>
    public const string AllowedText =
        "a time from 1970 on, such as 2024-01-31, 2024-01-31T12:00Z, 2024-01-31T12:00+02:00 (UTC where no offset is given), or milliseconds UTC such as 1700000000000";

    /// <summary>The most characters: more than any allowed text has.</summary>
    private const int MaxLength = 40;

    private const int DateLength = 10;

    /// <summary>
    /// A number from here to <see cref="FirstMilliseconds"/> is refused: the user probably meant a year, a date without dashes, or seconds, not milliseconds.
    /// </summary>
    private const long FirstAmbiguous = 1970;

    /// <summary>1973-03-03 in milliseconds, 5138 in seconds.</summary>
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <param name="text">The user's text. A date means midnight UTC. A date and time without an offset is UTC. The T may be a space.</param>
    /// <param name="time">Milliseconds UTC, not negative. Fractions of a millisecond are cut off.</param>
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

    /// <summary>Writes the T between date and time, and the Z, in upper case.</summary>
    private static string Normal(string text)
    {
        if (text.Length > DateLength && text[DateLength] is 't' or ' ')
            text = $"{text[..DateLength]}T{text[(DateLength + 1)..]}";
        return text[^1] == 'z' ? text[..^1] + 'Z' : text;
    }
}
