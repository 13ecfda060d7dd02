using System.Collections.Immutable;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading;

/// <summary>The funding rates that one answer of the readers proves. If a time in the range is not among them, there was no settlement at that time.</summary>
/// <param name="Proven">The range of times, ms UTC; empty if the answer proves nothing.</param>
/// <param name="Rates">All settlements in it, ascending.</param>
public sealed record FundingPart(TimeRange Proven, ImmutableArray<FundingRate> Rates)
{
    /// <summary>Rates of one query.</summary>
    public const int PageSize = 1_000;

    /// <summary>Proves nothing.</summary>
    public static FundingPart None { get; } = new(default, []);

    /// <summary>The part that an answer proves. It never reaches beyond the range in which no settlement is missing.</summary>
    /// <param name="from">The first time of the query, ms UTC, inclusive.</param>
    /// <param name="read">The answer to a query for the earliest rates from there on.</param>
    public static FundingPart Of(long from, FundingRatesRead read)
    {
        if (read.Complete is not { } complete || !complete.Contains(from))
            return None;
        var proven = new TimeRange(from, read.HasMore ? Math.Min(complete.To, read.Rates[^1].Time + 1) : complete.To);
        return new FundingPart(proven, [.. read.Rates.Where(r => proven.Contains(r.Time))]);
    }

    public bool Proves(TimeRange range) => range.From >= Proven.From && range.To <= Proven.To;

    /// <summary>The settlements of a range that this part proves.</summary>
    public ImmutableArray<FundingRate> In(TimeRange range) => [.. Rates.Where(r => range.Contains(r.Time))];
}
