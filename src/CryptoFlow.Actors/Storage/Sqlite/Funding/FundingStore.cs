using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>Writes funding rates in the caller's transaction.</summary>
internal sealed class FundingStore(StorageConnection connection)
{
    /// <summary>A row that keeps its values is not written, so it makes no WAL frame.</summary>
    private readonly Statement _put = connection.Prepare("""
        INSERT INTO funding_rates (symbol, time, rate, mark_price) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET rate = excluded.rate, mark_price = ifnull(excluded.mark_price, mark_price)
          WHERE rate <> excluded.rate OR mark_price IS NOT ifnull(excluded.mark_price, mark_price)
        """);

    private readonly Statement _complete = connection.Prepare(FundingQueries.CompleteSql);

    private readonly Statement _putComplete = connection.Prepare("""
        INSERT INTO funding_complete (symbol, from_time, to_time) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET from_time = excluded.from_time, to_time = excluded.to_time
        """);

    /// <summary>Stores settlements.</summary>
    /// <returns>How many of them are new or have other values.</returns>
    public int Put(Instrument contract, ImmutableArray<FundingRate> rates)
    {
        var changed = 0;
        _put.Bind(1, contract.StorageKey);
        foreach (var rate in rates)
            changed += _put.Bind(2, rate.Time).Bind(3, rate.Rate).Bind(4, rate.MarkPrice).Run();
        return changed;
    }

    public TimeRange? CompleteOf(Instrument contract) => FundingQueries.ReadComplete(_complete, contract);

    /// <summary>
    /// Joins a range to the recorded one. If they do not touch, the settlements between them are unknown: then the later range stays, because the rest is asked for
    /// from there backwards.
    /// </summary>
    /// <returns>Whether the record changed, and the range that is recorded now.</returns>
    public (bool Changed, TimeRange Complete) Join(Instrument contract, TimeRange range)
    {
        var before = CompleteOf(contract);
        var after = before is not { } known ? range
            : known.From <= range.To && range.From <= known.To ? new TimeRange(Math.Min(known.From, range.From), Math.Max(known.To, range.To))
            : known.To >= range.To ? known : range;
        if (after != before)
            _putComplete.Bind(1, contract.StorageKey).Bind(2, after.From).Bind(3, after.To).Run();
        return (after != before, after);
    }
}
