using System.Collections.Immutable;

namespace CryptoFlow.Storage.Readers;

/// <summary>Funding rates.</summary>
public static partial class ReaderProtocol
{
    /// <summary>
    /// Settled funding rates of a contract with times in [<paramref name="From"/>, <paramref name="To"/>): the earliest rates if <paramref name="From"/> is given,
    /// else the latest rates. Answered with <see cref="FundingRatesRead"/>.
    /// </summary>
    /// <param name="Contract">The contract.</param>
    /// <param name="From">Inclusive, ms UTC, or null.</param>
    /// <param name="To">Exclusive, ms UTC, or null.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadFundingRates(Instrument Contract, long? From, long? To, int Limit, TimeSpan Remaining) : IReadMessage<FundingRatesRead>
    {
        public string Kind => "funding";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"funding rates of {Contract}";
    }

    /// <param name="Contract">The contract.</param>
    /// <param name="Rates">Ascending by time.</param>
    /// <param name="HasMore">Whether the bounds hold more rates than the answer: later ones if a From was given, else earlier ones.</param>
    /// <param name="Complete">The range in which no settlement is missing, ms UTC; null if no part of the history has been read to its end.</param>
    /// <param name="DatabaseId">The identity of the database; null if the file has none.</param>
    public sealed record FundingRatesRead(Instrument Contract, ImmutableArray<FundingRate> Rates, bool HasMore, TimeRange? Complete, string? DatabaseId = null) : IReadReply
    {
        /// <summary>True if the file has a rate or a complete range of the contract.</summary>
        public bool Known => Complete is not null || !Rates.IsEmpty;
    }
}
