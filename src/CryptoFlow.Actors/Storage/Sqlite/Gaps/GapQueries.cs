using System.Collections.Immutable;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>The gap ledger's queries. Filters vary and the table is small, so each query prepares its statement.</summary>
internal sealed class GapQueries(StorageConnection connection)
{
    public GapsRead Read(ReadGaps query)
    {
        var filter = FilterOf(query);
        var totals = ImmutableArray.CreateBuilder<GapTotal>();
        using (var counts = filter.Prepare(connection, "SELECT verdict, count(*) FROM gaps", " GROUP BY verdict"))
        {
            while (counts.Step())
            {
                if (GapVerdictNames.TryParse(counts.GetText(0), out var verdict))
                    totals.Add(new GapTotal(verdict, counts.GetInt64(1)));
            }
        }

        var gaps = ImmutableArray.CreateBuilder<GapRecord>();
        using var rows = filter.Prepare(
            connection,
            $"SELECT {GapRows.Columns} FROM gaps",
            $" ORDER BY verdict = 'filled', verdict = 'confirmed_missing', from_time DESC, id LIMIT {query.Limit}");
        while (rows.Step())
            gaps.Add(GapRows.Read(rows));
        return new GapsRead(gaps.ToImmutable(), totals.ToImmutable());
    }

    private static RowFilter FilterOf(ReadGaps query)
    {
        var filter = new RowFilter();
        if (query.Exchange is { } exchange)
        {
            // All symbols of BINANCE lie between 'BINANCE:' and 'BINANCE;', so the filter is one range of the index.
            filter.And("symbol >= ", exchange.ToStorageName() + ":");
            filter.And("symbol < ", exchange.ToStorageName() + ";");
        }

        if (query.Symbol is { } symbol)
            filter.And("substr(symbol, instr(symbol, ':') + 1) = ", symbol);
        if (query.Interval is { } interval)
            filter.And("interval = ", interval.Minutes);
        if (query.Range is { } range)
        {
            filter.And("from_time < ", range.To);
            filter.And("to_time > ", range.From);
        }

        // The names come from an enum, so they need no binding.
        if (!query.Verdicts.IsDefaultOrEmpty)
            filter.And($"verdict IN ({string.Join(", ", query.Verdicts.Select(v => $"'{v.ToName()}'"))})");
        return filter;
    }
}
