using System.Collections.Immutable;

namespace CryptoFlow.Exchanges;

/// <summary>The mark price of a contract at a time.</summary>
/// <param name="Time">A full hour, ms UTC.</param>
/// <param name="Price">Quote currency, positive.</param>
public readonly record struct MarkPrice(long Time, double Price)
{
    /// <summary>Mark prices are read at full hours, ms, because contracts settle at full hours.</summary>
    public const long Grid = FundingRate.ShortestInterval;
}

/// <summary>The mark prices of an answer.</summary>
/// <param name="Prices">Ascending, all inside of the requested range. For an hour that is not in the list, the exchange has no price.</param>
public sealed record MarkPricePage(ImmutableArray<MarkPrice> Prices);
