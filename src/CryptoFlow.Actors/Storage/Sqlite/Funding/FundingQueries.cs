using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Funding;

/// <summary>
/// Reads funding rates. Each query prepares its statements, because such queries are rare, and a command may read a file of an older version without the tables.
/// </summary>
internal sealed class FundingQueries(StorageConnection connection)
{
    public const string CompleteSql = "SELECT from_time, to_time FROM funding_complete WHERE symbol = ?1";

    private const string InBounds = """
        SELECT r.time, r.rate, m.price FROM funding_rates r LEFT JOIN mark_prices m ON m.symbol = r.symbol AND m.time = r.time
        WHERE r.symbol = ?1 AND r.time >= ?2 AND r.time < ?3 ORDER BY r.time
        """;

    public FundingRatesRead Read(ReadFundingRates query)
    {
        using var rows = connection.PrepareOnce($"{InBounds}{(query.From is null ? " DESC" : "")} LIMIT ?4");
        rows.Bind(1, query.Contract.StorageKey)
            .Bind(2, query.From ?? long.MinValue)
            .Bind(3, query.To ?? long.MaxValue)
            .Bind(4, query.Limit + 1L); // One row more than the limit shows whether there are more rates.
        var rates = ImmutableArray.CreateBuilder<FundingRate>();
        while (rows.Step())
            rates.Add(new FundingRate(rows.GetInt64(0), rows.GetDouble(1), rows.GetNullableDouble(2)));

        var hasMore = rates.Count > query.Limit;
        if (hasMore)
            rates.RemoveAt(rates.Count - 1);
        if (query.From is null)
            rates.Reverse();
        using var complete = connection.PrepareOnce(CompleteSql);
        return new FundingRatesRead(query.Contract, rates.ToImmutable(), hasMore, ReadComplete(complete, query.Contract), FileContents.IdentityOf(connection));
    }

    /// <param name="complete">A statement of <see cref="CompleteSql"/>.</param>
    /// <param name="contract">The contract.</param>
    public static TimeRange? ReadComplete(Statement complete, Instrument contract)
    {
        complete.Bind(1, contract.StorageKey);
        TimeRange? range = complete.Step() ? new TimeRange(complete.GetInt64(0), complete.GetInt64(1)) : null;
        complete.Reset();
        return range;
    }
}
