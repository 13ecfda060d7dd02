namespace CryptoFlow.Web.Hosting;

/// <summary>Formats durations for people.</summary>
internal static class DurationText
{
    public static string Of(double? seconds) => seconds switch
    {
        null => "unknown",
        < 1 => "< 1 s",
        < 90 => $"{seconds:0} s",
        < 5400 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3600:0.0} h",
    };
}
