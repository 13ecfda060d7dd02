using System.Buffers.Text;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Writes doubles as JSON text: the shortest text that parses to the same double. For prices and volumes, which are decimals with few digits, integer arithmetic
/// finds the text several times faster than the general formatter. The general formatter writes all other numbers.
/// </summary>
internal static class NumberText
{
    /// <summary>Upper bound for the text of a double, bytes: 17 digits, sign, point, exponent.</summary>
    public const int MaxBytes = 32;

    /// <summary>
    /// Two decimals of at most 15 digits never give the same double (DBL_DIG). So if a decimal of at most 15 digits gives the double, that
    /// decimal is its shortest text.
    /// </summary>
    private const double Exact = 1e15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    /// <param name="value">A finite number.</param>
    /// <param name="to">At least <see cref="MaxBytes"/> bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Format(double value, Span<byte> to)
    {
        if (Decimals(value, out var digits) is var decimals and >= 0)
            return Format(digits, decimals, value < 0, to);
        Utf8Formatter.TryFormat(value, to, out var written);
        return written;
    }

    /// <summary>
    /// The least number of decimals for which the value is an integer of at most 15 digits divided by a power of ten; -1 if there is none.
    /// Integer and power are exact doubles, so their quotient is the double nearest to the decimal, which is also what a parser returns for the text.
    /// </summary>
    private static int Decimals(double value, out ulong digits)
    {
        var size = Math.Abs(value);
        for (var decimals = 0; decimals < Powers.Length; decimals++)
        {
            var scaled = Math.Round(size * Powers[decimals]);
            if (scaled >= Exact)
                break;
            if (scaled / Powers[decimals] == size)
            {
                digits = (ulong)scaled;

                // The general formatter writes zero, which has a sign, and numbers below 1e-5, which have an exponent.
                return digits == 0 || size < 1e-4 ? -1 : decimals;
            }
        }

        digits = 0;
        return -1;
    }

    private static int Format(ulong digits, int decimals, bool negative, Span<byte> to)
    {
        var at = 0;
        if (negative)
            to[at++] = (byte)'-';
        if (decimals == 0)
        {
            Utf8Formatter.TryFormat(digits, to[at..], out var whole);
            return at + whole;
        }

        var scale = (ulong)Powers[decimals];
        var (integer, fraction) = Math.DivRem(digits, scale);
        Utf8Formatter.TryFormat(integer, to[at..], out var written);
        at += written;
        to[at] = (byte)'.';
        for (var i = decimals; i > 0; i--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10UL);
            to[at + i] = (byte)('0' + digit);
        }

        return at + 1 + decimals;
    }
}
