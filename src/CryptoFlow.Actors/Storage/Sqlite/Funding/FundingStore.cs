using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>Writes funding rates and mark prices in the caller's transaction.</summary>
internal sealed class FundingStore(StorageConnection connection)
{
    /// <summary>A row whose values stay the same is not written, so it adds no WAL frame.</summary>
    private readonly Statement _putRate = connection.Prepare("""
        INSERT INTO funding_rates (symbol, time, rate) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET rate = excluded.rate WHERE rate <> excluded.rate
        """);

    private readonly Statement _putPrice = connection.Prepare("""
        INSERT INTO mark_prices (symbol, time, price) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET price = excluded.price WHERE price <> excluded.price
        """);

    private readonly Statement _complete = connection.Prepare(FundingQueries.CompleteSql);

    private readonly Statement _putComplete = connection.Prepare("""
        INSERT INTO funding_complete (symbol, from_time, to_time) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET from_time = excluded.from_time, to_time = excluded.to_time
        """);

    /// <summary>Stores settlements and their mark prices. A settlement without a price does not delete a stored price.</summary>
    /// <returns>The number of settlements that are new or have other values.</returns>
    public int Put(Instrument contract, ImmutableArray<FundingRate> rates)
    {
        var changed = 0;
        _putRate.Bind(1, contract.StorageKey);
        _putPrice.Bind(1, contract.StorageKey);
        foreach (var rate in rates)
        {
            var rows = _putRate.Bind(2, rate.Time).Bind(3, rate.Rate).Run();
            if (rate.MarkPrice is { } price)
                rows += _putPrice.Bind(2, rate.Time).Bind(3, price).Run();
            changed += Math.Min(rows, 1);
        }

        return changed;
    }

    public TimeRange? CompleteOf(Instrument contract) => FundingQueries.ReadComplete(_complete, contract);

    /// <summary>
    /// Joins a range with the recorded range. If the two do not touch, the settlements between them are not known. Then the later range is kept, because the
    /// collector reads older settlements backwards from its begin.
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
