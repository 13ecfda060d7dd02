using System.Collections.Immutable;

namespace CryptoFlow.Exchanges;

/// <summary>The mark price of a contract at a time.</summary>
/// <param name="Time">A full hour, ms UTC.</param>
/// <param name="Price">Quote currency, positive.</param>
public readonly record struct MarkPrice(long Time, double Price)
{
    /// <summary>Mark prices are read at full hours, as contracts settle, ms.</summary>
    public const long Grid = FundingRate.ShortestInterval;
}

/// <summary>The mark prices that a request brought.</summary>
/// <param name="Prices">Ascending, all inside of the requested range. An hour without a price is one that the exchange does not have.</param>
public sealed record MarkPricePage(ImmutableArray<MarkPrice> Prices);
