using System.Collections.Immutable;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The exchange's names for a contract's symbol and status, and its word for the status of a contract that trades.</summary>
internal sealed record InstrumentNames(string Symbol, string Status, string Trading)
{
    /// <summary>The property with the quote coin of a contract; null if the list identifies its product in another way.</summary>
    public string? QuoteProperty { get; init; }

    /// <summary>The quote coin of the contracts that were asked for.</summary>
    public string Quote { get; init; } = "";
}

/// <summary>Collects contracts from the pages of an exchange's list.</summary>
internal sealed class InstrumentRows(InstrumentNames names)
{
    private readonly ImmutableHashSet<string>.Builder _trading = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
    private readonly ImmutableDictionary<string, string>.Builder _notTrading = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    private bool _hasQuote;
    private string? _otherQuote;

    /// <summary>A wrong quote coin of the list, if no contract has the right quote coin; otherwise null.</summary>
    public string? OtherQuote => _hasQuote ? null : _otherQuote;

    /// <summary>Adds the contracts of one array of objects.</summary>
    /// <exception cref="JsonException">Not an array of objects with a symbol.</exception>
    public void Add(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        JsonRead.Next(ref reader, JsonTokenType.StartArray);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonRead.Next(ref reader))
            AddOne(ref reader);
    }

    public InstrumentCatalogue ToCatalogue() => new(_trading.ToImmutable(), _notTrading.ToImmutable());

    private void AddQuote(string quote)
    {
        if (quote == names.Quote)
            _hasQuote = true;
        else
            _otherQuote = quote;
    }

    private void AddOne(ref Utf8JsonReader reader)
    {
        string symbol = "", status = "";
        JsonRead.Require(ref reader, JsonTokenType.StartObject);
        for (JsonRead.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; JsonRead.Next(ref reader))
        {
            var isSymbol = reader.ValueTextEquals(names.Symbol);
            var isStatus = reader.ValueTextEquals(names.Status);
            var isQuote = names.QuoteProperty is { } quote && reader.ValueTextEquals(quote);
            JsonRead.Next(ref reader);
            if (isQuote)
                AddQuote(JsonRead.Text(ref reader));
            else if (isSymbol)
                symbol = JsonRead.Text(ref reader);
            else if (isStatus)
                status = JsonRead.Text(ref reader);
            else
                reader.Skip();
        }

        if (symbol.Length == 0)
            throw new JsonException("a contract without a symbol");
        if (status == names.Trading)
            _trading.Add(symbol);
        else
            _notTrading[symbol] = status;
    }
}
