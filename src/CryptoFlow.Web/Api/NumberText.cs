using System.Buffers.Text;

namespace CryptoFlow.Web.Api;

/// <summary>
/// Doubles as JSON text: the shortest that reads back to the same double. Prices and volumes are decimals with few digits, and for those
/// it is found by integer arithmetic, several times as fast as the general way, which all others go.
/// </summary>
internal static class NumberText
{
    /// <summary>Longer than any double's text: 17 digits, sign, point, exponent.</summary>
    public const int MaxBytes = 32;

    /// <summary>Numbers of up to so many digits are told apart by their decimal text (DBL_DIG): one that fits is the shortest.</summary>
    private const double Exact = 1e15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    /// <param name="value">A finite number.</param>
    /// <param name="to">At least <see cref="MaxBytes"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(double value, Span<byte> to)
    {
        if (Decimals(value, out var digits) is var decimals and >= 0)
            return Format(digits, decimals, value < 0, to);
        Utf8Formatter.TryFormat(value, to, out var written);
        return written;
    }

    /// <summary>
    /// The fewest decimals with which the number is an integer of at most 15 digits over a power of ten, or -1. Both are exact doubles, so their
    /// quotient is the double that is nearest to the decimal, which is what a reader of the text makes of it.
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

                // Zero has a sign, and what is below 1e-5 is written with an exponent.
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
