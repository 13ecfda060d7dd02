using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// The columns of an exchange's row (an array of strings and numbers). The first six columns are the same for all three exchanges: open time,
/// open, high, low, close, base volume (docs/exchanges.md).
/// </summary>
/// <param name="Columns">The least number of columns; further columns are ignored.</param>
/// <param name="CloseTime">Index of the last millisecond of the candle; negative if the exchange has no such column.</param>
/// <param name="TradeCount">Index of the number of trades; negative if the exchange has no such column.</param>
/// <param name="TakerBuyVolume">Index of the taker buy base volume; negative if the exchange has no such column.</param>
internal readonly record struct RowLayout(int Columns, int CloseTime = -1, int TradeCount = -1, int TakerBuyVolume = -1);

/// <summary>Rows of an answer as candles, in the order of the answer.</summary>
/// <param name="Candles">Rows that are possible candles of the interval.</param>
/// <param name="Rejected">All other rows.</param>
/// <param name="Times">A summary of the times of all rows, rejected rows included.</param>
internal sealed record CandleRows(ImmutableArray<Candle> Candles, ImmutableArray<RejectedRow> Rejected, RowTimes Times)
{
    /// <summary>The most rows of an answer, of an exchange or of another instance of this program.</summary>
    private const int MostRows = 1_500;

    private static readonly string[] NotANumber =
        ["open is not a number", "high is not a number", "low is not a number", "close is not a number", "volume is not a number"];

    /// <summary>Buffer for the rows of an answer while it is read, so that a page is allocated once, in its final size.</summary>
    [ThreadStatic]
    private static List<Candle>? t_candles;

    public static CandleRows None { get; } = new([], [], default);

    private readonly record struct Column(int Start, int Length)
    {
        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
    }

    /// <summary>
    /// Reads an array of rows. A row with an impossible value is rejected alone; an answer of another shape throws.
    /// </summary>
    /// <exception cref="JsonException">Malformed, truncated, or not an array of arrays.</exception>
    public static CandleRows Read(ReadOnlySpan<byte> json, RowLayout layout, Interval interval)
    {
        List<RejectedRow>? rejected = null;
        var candles = t_candles ??= new List<Candle>(MostRows);
        candles.Clear();
        var times = new RowTimes(interval);
        Span<Column> columns = stackalloc Column[layout.Columns];

        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartArray);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader))
        {
            var count = ReadColumns(ref reader, columns);
            var openTime = JsonRead.TryLong(columns[0].Of(json), out var time) ? time : (long?)null;
            times.Add(openTime);

            Candle candle = default;
            var defect = count < columns.Length
                ? $"the row has {count} columns instead of {columns.Length}"
                : ReadCandle(json, columns, layout, openTime, ref times, out candle) ?? candle.FindDefect(interval);
            if (defect is null)
                candles.Add(candle);
            else
                (rejected ??= []).Add(new RejectedRow(OnGrid(openTime, interval), defect));
        }

        JsonRead.End(ref reader);
        return new CandleRows([.. CollectionsMarshal.AsSpan(candles)], rejected is null ? [] : [.. rejected], times);
    }

    /// <summary>
    /// Finds the strings and numbers of a row, and returns the number of columns. A value of another type counts as an empty string.
    /// </summary>
    private static int ReadColumns(ref Utf8JsonReader reader, scoped Span<Column> columns)
    {
        JsonRead.Require(ref reader, JsonTokenType.StartArray);
        columns.Clear();
        var count = 0;
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader), count++)
        {
            if (count < columns.Length && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            {
                var quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
                columns[count] = new Column((int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
            }

            reader.Skip();
        }

        return count;
    }

    /// <summary>Reads the row's values. Returns what is wrong with their text, or null.</summary>
    private static string? ReadCandle(
        ReadOnlySpan<byte> json, ReadOnlySpan<Column> columns, RowLayout layout, long? openTime, ref RowTimes times, out Candle candle)
    {
        candle = default;
        if (openTime is not { } open)
            return "open time is not a number";
        if (layout.CloseTime >= 0)
        {
            if (!JsonRead.TryLong(columns[layout.CloseTime].Of(json), out var closeTime))
                return "close time is not a number";
            if (!times.AddLength(open, closeTime))
                return "close time is not one interval after open time";
        }

        Span<double> values = stackalloc double[5];
        for (var i = 0; i < values.Length; i++)
        {
            if (!CandleNumbers.TryDouble(columns[i + 1].Of(json), out values[i]))
                return NotANumber[i];
        }

        candle = new Candle(open, values[0], values[1], values[2], values[3], values[4], 0, 0, 0, 0);
        return ReadTakerColumns(json, columns, layout, ref candle);
    }

    private static string? ReadTakerColumns(ReadOnlySpan<byte> json, ReadOnlySpan<Column> columns, RowLayout layout, ref Candle candle)
    {
        if (layout.TradeCount >= 0)
        {
            if (!CandleNumbers.TryCount(columns[layout.TradeCount].Of(json), out var trades))
                return "trade count is not a whole number";
            candle = candle with { TradeCount = trades };
        }

        return layout.TakerBuyVolume < 0 || CandleNumbers.TrySplit(columns[5].Of(json), columns[layout.TakerBuyVolume].Of(json), ref candle)
            ? null
            : "volume or taker buy volume is not a decimal number";
    }

    private static long? OnGrid(long? openTime, Interval interval) =>
        openTime is { } time && interval.IsAligned(time) ? time : null;
}
