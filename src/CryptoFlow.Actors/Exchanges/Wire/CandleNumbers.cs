using System.Globalization;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The texts of a candle's numbers as they are stored. Answers and files go through here, so that the same text gives the same double.</summary>
internal static class CandleNumbers
{
    private const NumberStyles Decimal = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;

    /// <summary>A price or a volume: a decimal number, with or without an exponent. Spaces around it do not change its value.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (!ExactNumber.TryParse(text, out var number))
            return double.TryParse(text.Trim((byte)' '), Decimal, CultureInfo.InvariantCulture, out value);
        value = number.ToDouble();
        return true;
    }

    /// <summary>A whole number. A fraction of zeros (<c>12.0</c>) and spaces around it do not change its value; any other fraction does.</summary>
    public static bool TryCount(ReadOnlySpan<byte> text, out long value)
    {
        if (JsonRead.TryLong(text, out value))
            return true;
        return ExactNumber.TryParse(text.Trim((byte)' '), out var number) && number.TryToWhole(out value);
    }

    /// <summary>Sell volume and delta from the exchange's text, in decimal, so that no float noise is stored.</summary>
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

    /// <summary>The nearest double. The cast goes through a division and may be one unit off for long numbers; the text's way is exact.</summary>
    private static double Nearest(decimal value)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return double.Parse(text[..length], Decimal, CultureInfo.InvariantCulture);
    }
}
