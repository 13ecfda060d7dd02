using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace CryptoFlow.Export;

/// <summary>
/// Writes candles as CSV: a header line, lines that end with LF, times in ms UTC, numbers with a decimal point in the shortest form that parses to the same double,
/// and an empty cell for a figure that the exchange did not send. <c>import --csv</c> can read the file.
/// </summary>
internal sealed class CsvCandleWriter(ExportOrder order, Stream to) : ICandleWriter
{
    private const int MaxLineBytes = 320;
    private const int BufferBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes + MaxLineBytes);
    private bool _hasBegun;

    public async Task WriteAsync(ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        Begin();
        for (var i = 0; i < candles.Length; i++)
        {
            Append(candles.ItemRef(i));
            if (_buffer.WrittenCount >= BufferBytes)
                await FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    public Task CompleteAsync(CancellationToken cancellation)
    {
        Begin();
        return FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Begin()
    {
        if (!_hasBegun)
            _buffer.Write("open_time,open,high,low,close,volume,buy_volume,sell_volume,delta,trade_count\n"u8);
        _hasBegun = true;
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        await to.WriteAsync(_buffer.WrittenMemory, cancellation).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    private void Append(in Candle candle)
    {
        var line = _buffer.GetSpan(MaxLineBytes);
        var taker = TakerFigures.Of(candle, order.Series.Exchange);
        var at = 0;
        Put<long>(line, ref at, candle.OpenTime);
        foreach (var value in (ReadOnlySpan<double?>)[candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, taker.BuyVolume, taker.SellVolume, taker.Delta])
        {
            line[at++] = (byte)',';
            Put(line, ref at, value);
        }

        line[at++] = (byte)',';
        Put(line, ref at, taker.TradeCount);
        line[at++] = (byte)'\n';
        _buffer.Advance(at);
    }

    private static void Put<T>(Span<byte> line, ref int at, T? value)
        where T : struct, IUtf8SpanFormattable
    {
        if (value is not { } number)
            return;
        number.TryFormat(line[at..], out var written, default, CultureInfo.InvariantCulture);
        at += written;
    }
}
