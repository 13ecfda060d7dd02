using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Whether a trader may go on behind missing candles: only where the exchange is known to have none. Before that they may still come, and what was
/// decided without them would be another history than the one that is stored.
/// </summary>
public static class HoleRule
{
    /// <summary>The first range that may still come, or null where all of it is confirmed missing.</summary>
    /// <param name="missing">What is not stored of a series, ms UTC.</param>
    /// <param name="confirmed">The ranges of the series that the ledger confirms as missing.</param>
    public static TimeRange? FindUnresolved(IEnumerable<TimeRange> missing, IEnumerable<TimeRange> confirmed)
    {
        ImmutableArray<TimeRange> known = [.. confirmed.OrderBy(r => r.From)];
        foreach (var range in missing)
        {
            var from = range.From;
            foreach (var covered in known)
            {
                if (covered.From <= from && covered.To > from)
                    from = covered.To;
            }

            if (from < range.To)
                return range with { From = from };
        }

        return null;
    }
}
