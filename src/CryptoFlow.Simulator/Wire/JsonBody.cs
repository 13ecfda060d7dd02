using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CryptoFlow.Simulator.Wire;

/// <summary>
/// The bytes of an answer. Pages of candles are written directly as UTF-8 into a rented array, because serving a backfill must cost the machine
/// less than the client under test does.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private const int LongestNumber = 40;

    private byte[] _bytes;
    private int _length;

    public JsonBody(int expectedBytes = 512) => _bytes = ArrayPool<byte>.Shared.Rent(expectedBytes);

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Appends text unchanged: punctuation, or whole bodies.</summary>
    public JsonBody Text(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        return this;
    }

    /// <summary>Appends text without its line breaks, which are only there for readers of the source.</summary>
    public JsonBody OneLine(string text) => Text(text.ReplaceLineEndings(""));

    public JsonBody Raw(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
        return this;
    }

    public JsonBody Number(long value)
    {
        Reserve(LongestNumber);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    /// <summary>Appends the number as a JSON string, with all its digits.</summary>
    public JsonBody Quoted(decimal value)
    {
        Reserve(LongestNumber);
        _bytes[_length++] = (byte)'"';
        _length += DecimalText.Write(value, _bytes.AsSpan(_length));
        _bytes[_length++] = (byte)'"';
        return this;
    }

    public JsonBody Quoted(long value) => Raw("\""u8).Number(value).Raw("\""u8);

    /// <summary>Ends a list: its bracket replaces the comma after the last element.</summary>
    public JsonBody CloseList()
    {
        if (_bytes[_length - 1] == (byte)',')
            _length--;
        return Raw("]"u8);
    }

    /// <summary>Keeps only the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => _length = Math.Min(_length, length);

    /// <summary>Removes a range of bytes.</summary>
    public void Remove(int start, int length)
    {
        _bytes.AsSpan(start + length, _length - start - length).CopyTo(_bytes.AsSpan(start));
        _length -= length;
    }

    /// <summary>Overwrites the last byte, usually the closing bracket.</summary>
    public void ReplaceLastByte(byte value) => _bytes[_length - 1] = value;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Reserve(int more)
    {
        if (_length + more <= _bytes.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
