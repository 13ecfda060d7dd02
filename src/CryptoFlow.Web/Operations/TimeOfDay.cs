using System.Globalization;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations;

/// <summary>Parses the time of an incident, such as <c>03:12</c>.</summary>
internal static class TimeOfDay
{
    private static readonly string[] Formats = ["HH:mm", "HH:mm:ss"];

    /// <summary>The time, ms UTC. For a time of day, its last occurrence.</summary>
    /// <exception cref="InputException">The text is no time.</exception>
    public static long Parse(string text, DateTimeOffset now)
    {
        if (!TimeOnly.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return SeriesInput.Time("at", text);
        var at = new DateTimeOffset(now.UtcDateTime.Date + day.ToTimeSpan(), TimeSpan.Zero);
        return (at > now ? at.AddDays(-1) : at).ToUnixTimeMilliseconds();
    }
}
