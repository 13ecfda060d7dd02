using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>
/// The members of a candle that a stream sends as an object (Binance, Bybit). The texts are converted by the rules for the rows of REST, so that a stream and REST
/// give the same doubles for a candle.
/// </summary>
internal ref struct StreamFields
{
    public long OpenTime;
    public long LastMillisecond;
    public ReadOnlySpan<byte> Symbol;
    public ReadOnlySpan<byte> Interval;
    public ReadOnlySpan<byte> Open;
    public ReadOnlySpan<byte> High;
    public ReadOnlySpan<byte> Low;
    public ReadOnlySpan<byte> Close;
    public ReadOnlySpan<byte> Volume;
    public ReadOnlySpan<byte> TakerBuyVolume;
    public ReadOnlySpan<byte> Trades;
    public bool? IsClosed;

    /// <summary>The text of a string or a number at the reader; empty for any other token.</summary>
    public static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        var text = reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? reader.ValueSpan : default;
        reader.Skip();
        return text;
    }

    /// <summary>The text of a name at the reader, without JSON escapes; empty for anything but a string or a number.</summary>
    public static ReadOnlySpan<byte> Name(scoped ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String && reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonRead.Text(ref reader)) : Text(ref reader);

    /// <summary>A flag at the reader; null for any token but true and false.</summary>
    public static bool? Flag(scoped ref Utf8JsonReader reader)
    {
        bool? flag = reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
        reader.Skip();
        return flag;
    }

    /// <summary>The candle; false if it cannot be a candle of the interval, or has no flag.</summary>
    /// <param name="series">The series.</param>
    /// <param name="hasTaker">Whether the exchange sends taker volume and number of trades.</param>
    /// <param name="candle">The candle.</param>
    public readonly bool TryRead(SeriesKey series, bool hasTaker, out StreamCandle candle)
    {
        candle = default;
        if (IsClosed is not { } closed
            || unchecked(LastMillisecond - OpenTime + 1) != series.Interval.Milliseconds
            || !CandleNumbers.TryDouble(Open, out var open)
            || !CandleNumbers.TryDouble(High, out var high)
            || !CandleNumbers.TryDouble(Low, out var low)
            || !CandleNumbers.TryDouble(Close, out var close)
            || !CandleNumbers.TryDouble(Volume, out var volume))
            return false;

        var read = new Candle(OpenTime, open, high, low, close, volume, 0, 0, 0, 0);
        if (hasTaker)
        {
            if (!CandleNumbers.TryCount(Trades, out var trades) || !CandleNumbers.TrySplit(Volume, TakerBuyVolume, ref read))
                return false;
            read = read with { TradeCount = trades };
        }

        candle = new StreamCandle(read, closed);
        return read.FindDefect(series.Interval) is null;
    }
}
