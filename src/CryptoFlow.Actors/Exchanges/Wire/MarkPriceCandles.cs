using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// How an exchange gives the history of its mark price: as candles of one hour. The mark price at a full hour is the close of the candle that ends at that hour,
/// because all three exchanges give a closed candle at once and Bitget gives only closed candles. The rows of all three begin with open time, open, high, low,
/// close. Pure; the derived classes hold what differs (docs/exchanges.md, Mark prices).
/// </summary>
internal abstract class MarkPriceCandles
{
    /// <summary>
    /// Rows do not say how long their candles are. Only the distances between the rows show the length. So a request for fewer hours is extended into the past,
    /// which costs the same.
    /// </summary>
    private const int FewestRows = 24;

    private const int CloseAt = 4;

    /// <summary>The most rows of an answer.</summary>
    public abstract int Limit { get; }

    /// <summary>Whether an answer may have rows before the range, because the exchange ignores the start.</summary>
    protected virtual bool ReachesBack => false;

    /// <summary>The open times of the candles that end at these full hours, and of enough candles before them.</summary>
    public static TimeRange CandlesFor(TimeRange hours)
    {
        var rows = Math.Max((hours.To - hours.From) / MarkPrice.Grid, FewestRows);
        return new TimeRange(hours.To - ((rows + 1) * MarkPrice.Grid), hours.To - MarkPrice.Grid);
    }

    /// <summary>The request for the candles that open in a range.</summary>
    public abstract ExchangeRequest RequestFor(string symbol, TimeRange candles, RequestPriority priority);

    /// <summary>The array of rows in a successful answer.</summary>
    /// <exception cref="JsonException">The answer breaks the exchange's contract.</exception>
    /// <exception cref="OtherQuestionException">The answer is about another symbol or product.</exception>
    public abstract ReadOnlyMemory<byte> RowsOf(ReadOnlyMemory<byte> payload, string symbol);

    /// <summary>The mark prices at full hours, of the rows that answer the request for them.</summary>
    /// <param name="rows">The array of rows.</param>
    /// <param name="hours">The full hours that were asked for.</param>
    /// <param name="exchangeTime">The exchange's clock, ms UTC; 0 if it is unknown. A candle that ends later is left out.</param>
    /// <exception cref="JsonException">The rows cannot be read.</exception>
    /// <exception cref="OtherQuestionException">The rows do not answer the request.</exception>
    public MarkPricePage PageOf(ReadOnlySpan<byte> rows, TimeRange hours, long exchangeTime)
    {
        var candles = Read(rows);
        if (FindMismatch(candles, CandlesFor(hours)) is { } why)
            throw new OtherQuestionException(why);
        return new MarkPricePage(
        [
            .. candles.Select(c => new MarkPrice(c.OpenTime + MarkPrice.Grid, c.Close))
                .Where(p => hours.Contains(p.Time) && double.IsFinite(p.Price) && p.Price > 0 && (exchangeTime <= 0 || p.Time <= exchangeTime)),
        ]);
    }

    /// <summary>Open times and closes, ascending by open time. A close that is not a number is NaN.</summary>
    private static List<(long OpenTime, double Close)> Read(ReadOnlySpan<byte> json)
    {
        var rows = new List<(long OpenTime, double Close)>();
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartArray);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader))
        {
            JsonRead.Require(ref reader, JsonTokenType.StartArray);
            long time = 0;
            var close = double.NaN;
            var column = 0;
            for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader), column++)
            {
                if (column == 0)
                    time = JsonRead.Long(ref reader);
                else if (column == CloseAt && reader.TokenType is JsonTokenType.String or JsonTokenType.Number && CandleNumbers.TryDouble(reader.ValueSpan, out var value))
                    close = value;
                reader.Skip();
            }

            if (time <= 0 || column <= CloseAt)
                throw new JsonException("a row without a time or a close");
            rows.Add((time, close));
        }

        JsonRead.End(ref reader);
        rows.Sort((a, b) => a.OpenTime.CompareTo(b.OpenTime));
        return rows;
    }

    private string? FindMismatch(List<(long OpenTime, double Close)> rows, TimeRange asked)
    {
        if (rows.Count == 0)
            return null;
        if (rows.Count > Limit)
            return $"asked for at most {Limit} mark price candles, but got {rows.Count}";
        var off = rows.Find(r => r.OpenTime % MarkPrice.Grid != 0).OpenTime;
        if (off > 0)
            return $"asked for mark price candles of an hour, but a row opens at {off}";
        if (rows.Count > 1 && rows.Zip(rows.Skip(1), (a, b) => b.OpenTime - a.OpenTime).Min() != MarkPrice.Grid)
            return "asked for mark price candles of an hour, but the rows have other distances";
        return (!ReachesBack && rows[0].OpenTime < asked.From) || rows[^1].OpenTime >= asked.To
            ? $"asked for mark price candles in {asked}, but the rows reach from {rows[0].OpenTime} to {rows[^1].OpenTime}"
            : null;
    }
}
