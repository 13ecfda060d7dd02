using System.Globalization;

namespace CryptoFlow.Exchanges;

/// <summary>
/// A row of an answer that is no possible candle. The exchange has a candle there that nobody can read: the open time is not
/// an open time for which the exchange has none.
/// </summary>
/// <param name="OpenTime">
/// Open time, ms UTC, on the interval's grid; null where it cannot be read or lies off the grid. Then the row may stand for any
/// candle that the page lacks, so the page proves of no open time that the exchange has none.
/// </param>
/// <param name="Reason">What is wrong with the row: a short text of our own, never a text of the exchange's.</param>
public sealed record RejectedRow(long? OpenTime, string Reason)
{
    public override string ToString() => $"{OpenTime?.ToString(CultureInfo.InvariantCulture) ?? "no open time"}: {Reason}";
}
