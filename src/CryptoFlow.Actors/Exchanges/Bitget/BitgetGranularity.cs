namespace CryptoFlow.Exchanges.Bitget;

/// <summary>Bitget's names of the intervals, the same in REST and in the channels.</summary>
internal static class BitgetGranularity
{
    /// <summary>
    /// Hours are upper case. From 6 hours on, candles of the plain names begin at UTC+8; candles of the names with "utc" begin at 00:00
    /// UTC.
    /// </summary>
    public static string NameOf(Interval interval) => interval.Minutes switch
    {
        < 60 => interval.Name,
        < 360 => $"{interval.Minutes / 60}H",
        < 1440 => $"{interval.Minutes / 60}Hutc",
        _ => "1Dutc",
    };
}
