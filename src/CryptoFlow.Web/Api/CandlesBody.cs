using System.Buffers;
using System.Buffers.Text;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Api;

/// <summary>The body of <c>GET /api/candles</c>, written straight into a buffer: the response's pipe, or that of a page to be kept.</summary>
internal static class CandlesBody
{
    /// <summary>Names, braces and the values that are no candles.</summary>
    private const int FrameBytes = 256;

    /// <summary>What a page of so many candles comes to, roughly: a buffer of this size is seldom grown.</summary>
    public static int SizeHint(int candles) => FrameBytes + (candles * 224);

    /// <summary>Writes all of it.</summary>
    public static void Write(ReaderProtocol.CandlesRead read, IBufferWriter<byte> to)
    {
        WriteStart(to);
        WriteCandles(read, 0, read.Candles.Length, to);
        WriteEnd(read, to);
    }

    public static void WriteStart(IBufferWriter<byte> to) => to.Write("{\"candles\":["u8);

    /// <summary>Writes the candles from one index to another, exclusive.</summary>
    public static void WriteCandles(ReaderProtocol.CandlesRead read, int from, int to, IBufferWriter<byte> buffer)
    {
        for (var i = from; i < to; i++)
        {
            var span = buffer.GetSpan(CandleJson.MaxBytes + 1);
            var at = 0;
            if (i > 0)
                span[at++] = (byte)',';
            buffer.Advance(at + CandleJson.Format(in read.Candles.ItemRef(i), span[at..]));
        }
    }

    public static void WriteEnd(ReaderProtocol.CandlesRead read, IBufferWriter<byte> to)
    {
        // Names of exchanges and symbols are letters, digits, '-' and '_' (SymbolRules): nothing to escape.
        to.Write("],\"exchange\":\""u8);
        WriteText(read.Series.Exchange.ToStorageName(), to);
        to.Write("\",\"symbol\":\""u8);
        WriteText(read.Series.Symbol, to);
        to.Write("\",\"oldestTime\":"u8);
        if (read.Candles.IsEmpty)
            to.Write("null"u8);
        else
            WriteNumber(read.Candles[0].OpenTime, to);
        to.Write(read.HasOlder ? ",\"hasMore\":true}"u8 : ",\"hasMore\":false}"u8);
    }

    private static void WriteText(string text, IBufferWriter<byte> to) =>
        to.Advance(System.Text.Encoding.UTF8.GetBytes(text, to.GetSpan(text.Length * 3)));

    private static void WriteNumber(long number, IBufferWriter<byte> to)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(NumberText.MaxBytes), out var written);
        to.Advance(written);
    }
}
