using System.Collections.Immutable;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The exchange's names for the members of a settlement. All three exchanges name the symbol <c>symbol</c> and the rate <c>fundingRate</c>.</summary>
/// <param name="Time">The member with the time, ms UTC.</param>
/// <param name="MarkPrice">The member with the mark price; null if the exchange does not give it.</param>
internal sealed record FundingNames(string Time, string? MarkPrice = null);

/// <summary>The settlements of an answer, in the order of the answer.</summary>
/// <param name="Rates">Rows that are possible settlements.</param>
/// <param name="Rejected">All other rows. Their times are known.</param>
/// <param name="Times">The times of all rows, rejected rows included, ms UTC, rounded down to whole minutes.</param>
internal sealed record FundingRows(ImmutableArray<FundingRate> Rates, ImmutableArray<RejectedRow> Rejected, ImmutableArray<long> Times)
{
    public static FundingRows None { get; } = new([], [], []);

    public int Count => Times.Length;

    /// <summary>The time of the newest row. Requires a row.</summary>
    public long Newest => Math.Max(Times[0], Times[^1]);

    /// <summary>The time of the oldest row. Requires a row.</summary>
    public long Oldest => Math.Min(Times[0], Times[^1]);

    /// <summary>Reads an array of settlements. A row with an impossible rate is rejected alone.</summary>
    /// <exception cref="JsonException">The text is malformed or not an array of objects, or a row has no time.</exception>
    /// <exception cref="OtherQuestionException">A row is about another symbol.</exception>
    public static FundingRows Read(ReadOnlySpan<byte> json, FundingNames names, string symbol)
    {
        var rates = ImmutableArray.CreateBuilder<FundingRate>();
        var rejected = ImmutableArray.CreateBuilder<RejectedRow>();
        var times = ImmutableArray.CreateBuilder<long>();
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartArray);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader))
        {
            var (rate, defect) = ReadOne(ref reader, names, symbol);
            times.Add(rate.Time);
            if (defect is null)
                rates.Add(rate);
            else
                rejected.Add(new RejectedRow(rate.Time, defect));
        }

        JsonRead.End(ref reader);
        return new FundingRows(rates.ToImmutable(), rejected.ToImmutable(), times.ToImmutable());
    }

    private static (FundingRate Rate, string? Defect) ReadOne(ref Utf8JsonReader reader, FundingNames names, string symbol)
    {
        string? named = null;
        long time = 0;
        double rate = double.NaN;
        double? markPrice = null;
        JsonRead.Require(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            var isSymbol = reader.ValueTextEquals("symbol");
            var isTime = reader.ValueTextEquals(names.Time);
            var isRate = reader.ValueTextEquals("fundingRate");
            var isMarkPrice = names.MarkPrice is { } name && reader.ValueTextEquals(name);
            JsonRead.Next(ref reader);
            if (isSymbol)
                named = JsonRead.Text(ref reader);
            else if (isTime)
                time = JsonRead.Long(ref reader);
            else if (isRate)
                rate = Number(ref reader) ?? double.NaN;
            else if (isMarkPrice)
                markPrice = Number(ref reader);
            reader.Skip();
        }

        if (named != symbol)
            throw new OtherQuestionException($"asked for {symbol}, but a row {(string.IsNullOrEmpty(named) ? "names no symbol" : $"is about {named}")}");
        if (time < FundingRate.Grid)
            throw new JsonException("a settlement without a time");

        // Settlements of the first years have an empty mark price or 0.
        var settled = new FundingRate(time - (time % FundingRate.Grid), rate, markPrice is 0 ? null : markPrice);
        return (settled, settled.FindDefect());
    }

    private static double? Number(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number && CandleNumbers.TryDouble(reader.ValueSpan, out var value) ? value : null;
}
