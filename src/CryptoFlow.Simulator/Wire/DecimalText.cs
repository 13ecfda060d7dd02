using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace CryptoFlow.Simulator.Wire;

/// <summary>
/// Writes a decimal with all its digits ("0.10" stays "0.10"). Nearly all market numbers fit 64 bits. For these the formatter of integers is used. It is several
/// times faster than the formatter of decimals, and a backfill writes millions of numbers.
/// </summary>
internal static class DecimalText
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Write(decimal value, Span<byte> target)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] != 0 || bits[3] < 0)
        {
            Utf8Formatter.TryFormat(value, target, out var general);
            return general;
        }

        var units = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        var scale = (bits[3] >> 16) & 0x7F;
        Utf8Formatter.TryFormat(units, target, out var length);
        if (scale == 0)
            return length;

        // At least one digit is written before the point.
        if (length <= scale)
            length = PadLeft(target, length, scale + 1);
        target[(length - scale)..length].CopyTo(target[(length - scale + 1)..]);
        target[length - scale] = (byte)'.';
        return length + 1;
    }

    private static int PadLeft(Span<byte> target, int length, int width)
    {
        target[..length].CopyTo(target[(width - length)..]);
        target[..(width - length)].Fill((byte)'0');
        return width;
    }
}
