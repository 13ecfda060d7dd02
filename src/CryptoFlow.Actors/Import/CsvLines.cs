namespace CryptoFlow.Import;

/// <summary>
/// The lines of a text, one at a time in a buffer of a fixed size. LF or CRLF; a byte order mark is passed over. A line is a row, also within quotes: a
/// stray quote spoils its own row and not those that follow.
/// </summary>
internal sealed class CsvLines(Stream text)
{
    /// <summary>Longest line, bytes: a row of candles has some 150.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _from;
    private int _to;
    private int _next;
    private int _filled;
    private bool _ended;

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its end; what of it fits where it is too long.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_from, _to - _from);

    /// <summary>Whether the current line is longer than <see cref="MaxBytes"/>.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Moves on to the next line.</summary>
    /// <returns>Whether there is one.</returns>
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
