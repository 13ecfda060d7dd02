using System.Globalization;
using System.Text;

namespace CryptoFlow.Verification;

/// <summary>Names the fields in which two candles differ.</summary>
internal static class CandleFields
{
    private static readonly (string Name, Func<Candle, double> Of)[] Prices =
        [("open", c => c.Open), ("high", c => c.High), ("low", c => c.Low), ("close", c => c.Close)];

    private static readonly (string Name, Func<Candle, double> Of)[] Taker =
        [("buy_volume", c => c.BuyVolume), ("sell_volume", c => c.SellVolume), ("delta", c => c.Delta)];

    /// <summary>Compares all fields exactly. Returns the differences; empty if the candles are equal.</summary>
    public static string Differences(in Candle stored, in Candle exchange)
    {
        var text = new StringBuilder();
        foreach (var (name, of) in Prices)
            Compare(text, name, of(stored), of(exchange), 0);
        Compare(text, "volume", stored.Volume, exchange.Volume, 0);
        foreach (var (name, of) in Taker)
            Compare(text, name, of(stored), of(exchange), 0);
        Compare(text, "trade_count", stored.TradeCount, exchange.TradeCount, 0);
        return text.ToString();
    }

    /// <summary>Compares prices and trade counts exactly, and volumes within a tolerance. Values that the base candles do not have are not compared.</summary>
    /// <param name="stored">The stored candle.</param>
    /// <param name="rolled">The roll-up of the base candles.</param>
    /// <param name="tolerance">Allowed difference of volumes, as a fraction of the volume.</param>
    public static string RollUpDifferences(in Candle stored, in Candle rolled, double tolerance)
    {
        var text = new StringBuilder();
        foreach (var (name, of) in Prices)
            Compare(text, name, of(stored), of(rolled), 0);
        var allowed = tolerance * Math.Max(Math.Abs(stored.Volume), Math.Abs(rolled.Volume));
        Compare(text, "volume", stored.Volume, rolled.Volume, allowed);
        if (rolled is not { BuyVolume: 0, SellVolume: 0, Volume: not 0 })
        {
            foreach (var (name, of) in Taker)
                Compare(text, name, of(stored), of(rolled), allowed);
        }

        if (rolled is not { TradeCount: 0, Volume: not 0 })
            Compare(text, "trade_count", stored.TradeCount, rolled.TradeCount, 0);
        return text.ToString();
    }

    private static void Compare(StringBuilder text, string name, double stored, double other, double allowed)
    {
        // A difference with NaN is no number, so it must count as different unless both are NaN.
        if (stored.Equals(other) || Math.Abs(stored - other) <= allowed)
            return;
        text.Append(text.Length == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{name} {stored:R} instead of {other:R}");
    }
}
