using System.Globalization;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// Converts the texts of a candle's numbers to the stored values. Answers and imported files both use it, so that the same text gives the
/// same double.
/// </summary>
internal static class CandleNumbers
{
    private const NumberStyles Decimal = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;

    /// <summary>Reads a price or a volume: a decimal number, with or without an exponent. Surrounding spaces are ignored.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (!ExactNumber.TryParse(text, out var number))
            return double.TryParse(text.Trim((byte)' '), Decimal, CultureInfo.InvariantCulture, out value);
        value = number.ToDouble();
        return true;
    }

    /// <summary>Reads a whole number. Surrounding spaces and a fraction of zeros (<c>12.0</c>) are accepted; any other fraction is not.</summary>
    public static bool TryCount(ReadOnlySpan<byte> text, out long value)
    {
        if (JsonRead.TryLong(text, out value))
            return true;
        return ExactNumber.TryParse(text.Trim((byte)' '), out var number) && number.TryToWhole(out value);
    }

    /// <summary>Computes sell volume and delta from the exchange's texts, in decimal, so that no rounding noise of doubles is stored.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> volumeText, ReadOnlySpan<byte> buyText, ref Candle candle)
    {
        if (ExactNumber.TryParse(volumeText, out var exactVolume)
            && ExactNumber.TryParse(buyText, out var exactBuy)
            && ExactNumber.TrySubtract(exactVolume, exactBuy, out var exactSell)
            && ExactNumber.TrySubtract(exactBuy, exactSell, out var exactDelta))
        {
            candle = candle with { BuyVolume = exactBuy.ToDouble(), SellVolume = exactSell.ToDouble(), Delta = exactDelta.ToDouble() };
            return true;
        }

        if (!decimal.TryParse(volumeText.Trim((byte)' '), Decimal, CultureInfo.InvariantCulture, out var volume)
            || !decimal.TryParse(buyText.Trim((byte)' '), Decimal, CultureInfo.InvariantCulture, out var buy))
            return false;

        var sell = volume - buy;
        candle = candle with { BuyVolume = Nearest(buy), SellVolume = Nearest(sell), Delta = Nearest(buy - sell) };
        return true;
    }

    /// <summary>The nearest double. The cast divides and can be one unit off for long numbers; parsing the text is exact.</summary>
    private static double Nearest(decimal value)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return double.Parse(text[..length], Decimal, CultureInfo.InvariantCulture);
    }
}
