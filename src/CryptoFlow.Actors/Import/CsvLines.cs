namespace CryptoFlow.Import;

/// <summary>
/// Reads the lines of a text, one at a time, in a buffer of fixed size. Lines end with LF or CRLF; a byte order mark is skipped. A line break ends a row even inside
/// quotes, so a stray quote damages only its own row.
/// </summary>
internal sealed class CsvLines(Stream text)
{
    /// <summary>Longest line, bytes. A row of a candle has about 150.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _from;
    private int _to;
    private int _next;
    private int _filled;
    private bool _ended;

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its line break. If the line is too long, its first <see cref="MaxBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_from, _to - _from);

    /// <summary>Whether the current line is longer than <see cref="MaxBytes"/>.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Moves on to the next line.</summary>
    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellation)
    {
        if (IsTooLong)
            await SkipRestAsync(cancellation).ConfigureAwait(false);
        IsTooLong = false;
        int end;
        while ((end = _buffer.AsSpan(_next, _filled - _next).IndexOf((byte)'\n')) < 0 && !_ended && !IsTooLong)
            await FillAsync(cancellation).ConfigureAwait(false);
        if (end < 0 && _next == _filled)
            return false;

        Number++;
        _from = _next;
        _to = end < 0 ? _filled : _next + end;
        _next = end < 0 ? _filled : _to + 1;
        if (_to > _from && _buffer[_to - 1] == (byte)'\r')
            _to--;
        if (Number == 1 && Current.StartsWith("\uFEFF"u8))
            _from += 3;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_next > 0)
        {
            _buffer.AsSpan(_next, _filled - _next).CopyTo(_buffer);
            _filled -= _next;
            _next = 0;
        }

        if (_filled == _buffer.Length)
        {
            IsTooLong = true;
            return;
        }

        var read = await text.ReadAsync(_buffer.AsMemory(_filled), cancellation).ConfigureAwait(false);
        _ended = read == 0;
        _filled += read;
    }

    private async ValueTask SkipRestAsync(CancellationToken cancellation)
    {
        while (!_ended)
        {
            var end = _buffer.AsSpan(_next, _filled - _next).IndexOf((byte)'\n');
            if (end >= 0)
            {
                _next += end + 1;
                return;
            }

            _next = _filled;
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }
}
