using System.Collections.Immutable;
using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors.Funding;

/// <summary>
/// Adds the mark price to settlements whose answer has none: all settlements of Bybit and Bitget, and those of Binance's first years. If the exchange has no mark
/// price for a settlement, it stays without a mark price.
/// </summary>
internal static class SettlementPrices
{
    /// <param name="client">The exchange.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="rates">Settlements, ascending.</param>
    /// <param name="priority">The priority of the requests.</param>
    /// <param name="cancellation">Ends the requests with an exception.</param>
    /// <returns>The settlements with the prices that were read, and the failure that ended it early, or null.</returns>
    public static async Task<(ImmutableArray<FundingRate> Rates, ExchangeError? Error)> AddAsync(
        IExchangeClient client, Instrument contract, ImmutableArray<FundingRate> rates, RequestPriority priority, CancellationToken cancellation)
    {
        var priced = rates.ToBuilder();
        foreach (var hours in Missing(rates, client.MarkPricesPerPage))
        {
            var answer = await client.GetMarkPricesAsync(contract, hours, priority, cancellation).ConfigureAwait(false);
            if (answer.Error is { Retry: RetryAdvice.Never })
                continue; // Another request would get the same answer, and the rates must not wait for ever.
            if (answer.Error is { } error)
                return (priced.ToImmutable(), error);
            var prices = answer.Value!.Prices.ToDictionary(p => p.Time, p => p.Price);
            for (var i = 0; i < priced.Count; i++)
            {
                if (priced[i].MarkPrice is null && prices.TryGetValue(priced[i].Time, out var price))
                    priced[i] = priced[i] with { MarkPrice = price };
            }
        }

        return (priced.ToImmutable(), null);
    }

    /// <summary>The ranges of full hours to ask for, each at most a page long, each with a settlement without a mark price at both ends.</summary>
    internal static IEnumerable<TimeRange> Missing(ImmutableArray<FundingRate> rates, int page)
    {
        TimeRange? open = null;
        foreach (var rate in rates.Where(r => r.MarkPrice is null && r.Time % MarkPrice.Grid == 0))
        {
            var after = rate.Time + MarkPrice.Grid;
            if (open is { } range && after - range.From <= page * MarkPrice.Grid)
            {
                open = range with { To = after };
                continue;
            }

            if (open is { } full)
                yield return full;
            open = new TimeRange(rate.Time, after);
        }

        if (open is { } last)
            yield return last;
    }
}
