using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Decides whether a trader may continue after missing candles. It may continue only if the exchange is known not to have them. Otherwise the candles may still be
/// stored, and decisions without them would not match the stored history.
/// </summary>
public static class HoleRule
{
    /// <summary>The first missing range that may still be filled, or null if all of it is confirmed missing.</summary>
    /// <param name="missing">The missing ranges of a series, ms UTC.</param>
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
