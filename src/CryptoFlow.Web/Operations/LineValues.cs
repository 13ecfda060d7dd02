using System.Globalization;

namespace CryptoFlow.Web.Operations;

/// <summary>Makes fields whose text contains a unit.</summary>
internal static class LineValues
{
    /// <summary>A time, ms UTC in JSON.</summary>
    public static LineField Time(string name, long ms) => new(name, ms, TimeText(ms));

    /// <summary>A duration; ms in JSON.</summary>
    public static LineField Duration(string name, TimeSpan time, string label) =>
        new(name, Math.Round(time.TotalMilliseconds), string.Create(CultureInfo.InvariantCulture, $"{label}{DurationText(time)}"));

    /// <summary>A number with words around it.</summary>
    public static LineField Number(string name, long value, string before, string after = "") =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{before}{value:N0}{after}"));

    public static string TimeText(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string DurationText(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
