using System.Buffers;
using System.Buffers.Text;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CandlePages;

/// <summary>Writes the body of <c>GET /api/candles</c> into a buffer: the pipe of the response, or the buffer of a page that will be cached.</summary>
internal static class CandlesBody
{
    /// <summary>Bytes of a body without its candles.</summary>
    private const int FrameBytes = 256;

    /// <summary>Upper bound for one candle in the array, bytes: the comma, the candle, and the members of rolled-up candles.</summary>
    private const int MaxCandleBytes = 1 + CandleJson.MaxBytes + 96;

    /// <summary>Estimated length of a body, bytes. A buffer of this size rarely has to grow.</summary>
    public static int SizeHint(int candles) => FrameBytes + (candles * 224);

    private static ReadOnlySpan<byte> Start => "{\"candles\":["u8;

    /// <summary>Writes the whole body.</summary>
    /// <returns>The range of the candles' array, brackets included. The history message of a subscription contains the same array.</returns>
    public static Range Write(ReaderProtocol.CandlesRead read, ArrayBufferWriter<byte> to)
    {
        WriteStart(to);
        WriteCandles(read, 0, read.Candles.Length, to);
        var closing = to.WrittenCount;
        WriteEnd(read, to);
        return (Start.Length - 1)..(closing + 1);
    }

    public static void WriteStart(IBufferWriter<byte> to) => to.Write(Start);

    /// <summary>Writes the candles from index <paramref name="from"/> to index <paramref name="to"/>, exclusive.</summary>
    public static void WriteCandles(ReaderProtocol.CandlesRead read, int from, int to, IBufferWriter<byte> buffer)
    {
        for (var i = from; i < to; i++)
        {
            var span = buffer.GetSpan(MaxCandleBytes);
            var at = 0;
            if (i > 0)
                span[at++] = (byte)',';
            at += CandleJson.Format(in read.Candles.ItemRef(i), span[at..]);
            if (read.RolledUp is { } rolled)
                at = WriteCount(rolled.Counts[i], span, at);
            buffer.Advance(at);
        }
    }

    public static void WriteEnd(ReaderProtocol.CandlesRead read, IBufferWriter<byte> to)
    {
        // Names of exchanges and symbols are letters, digits, '-' and '_' (SymbolRules), so nothing has to be escaped.
        to.Write("],\"exchange\":\""u8);
        WriteText(read.Series.Exchange.ToStorageName(), to);
        to.Write("\",\"symbol\":\""u8);
        WriteText(read.Series.Symbol, to);
        to.Write("\",\"oldestTime\":"u8);
        if (read.Candles.IsEmpty)
            to.Write("null"u8);
        else
            WriteNumber(read.Candles[0].OpenTime, to);
        to.Write(read.HasOlder ? ",\"hasMore\":true"u8 : ",\"hasMore\":false"u8);
        if (read.Restored is { } restored)
        {
            to.Write(",\"asOf\":"u8);
            WriteNumber(restored.AsOf, to);
            to.Write(",\"revisionsSince\":"u8);
            WriteNumber(restored.RevisionsSince, to);
        }

        if (read.RolledUp is { } rolled)
        {
            to.Write(",\"tf\":\""u8);
            WriteText(rolled.Timeframe.Name, to);
            to.Write("\",\"rolledUpFrom\":\""u8);
            WriteText(read.Series.Interval.Name, to);
            to.Write("\""u8);
        }

        to.Write("}"u8);
    }

    /// <summary>Replaces the closing brace of a candle by the members of a rolled-up candle.</summary>
    private static int WriteCount(BaseCount count, Span<byte> span, int at)
    {
        at--;
        if (count.IsComplete)
            return Put(span, at, ",\"complete\":true}"u8);
        at = Put(span, at, ",\"complete\":false,\"held\":"u8);
        Utf8Formatter.TryFormat(count.Held, span[at..], out var held);
        at = Put(span, at + held, ",\"expected\":"u8);
        Utf8Formatter.TryFormat(count.Expected, span[at..], out var expected);
        return Put(span, at + expected, "}"u8);
    }

    private static int Put(Span<byte> span, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(span[at..]);
        return at + text.Length;
    }

    private static void WriteText(string text, IBufferWriter<byte> to) =>
        to.Advance(System.Text.Encoding.UTF8.GetBytes(text, to.GetSpan(text.Length * 3)));

    private static void WriteNumber(long number, IBufferWriter<byte> to)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(NumberText.MaxBytes), out var written);
        to.Advance(written);
    }
}
