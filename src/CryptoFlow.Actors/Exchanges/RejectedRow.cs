using System.Globalization;

namespace CryptoFlow.Exchanges;

/// <summary>
/// A row of an answer that cannot be a candle. The exchange has a candle at this open time, but the row cannot be read. So the candle does not
/// count as missing at the exchange.
/// </summary>
/// <param name="OpenTime">
/// Open time, ms UTC, on the interval's grid; null if it cannot be read or is off the grid. Then the row may be any candle that the page lacks,
/// so the page does not prove for any open time that the exchange has no candle.
/// </param>
/// <param name="Reason">What is wrong with the row: a short text of CryptoFlow, never a text from the exchange.</param>
public sealed record RejectedRow(long? OpenTime, string Reason)
{
    public override string ToString() => $"{OpenTime?.ToString(CultureInfo.InvariantCulture) ?? "no open time"}: {Reason}";
}
