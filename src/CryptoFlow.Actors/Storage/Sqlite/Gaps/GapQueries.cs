using System.Collections.Immutable;
using System.Text;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>The gap ledger's queries. Filters vary and the table is small, so each query prepares its statement.</summary>
internal sealed class GapQueries(StorageConnection connection)
{
    public GapsRead Read(ReadGaps query)
    {
        var (filter, values) = FilterOf(query);
        var totals = ImmutableArray.CreateBuilder<GapTotal>();
        using (var counts = Bound($"SELECT verdict, count(*) FROM gaps{filter} GROUP BY verdict", values))
        {
            while (counts.Step())
            {
                if (GapVerdictNames.TryParse(counts.GetText(0), out var verdict))
                    totals.Add(new GapTotal(verdict, counts.GetInt64(1)));
            }
        }

        var gaps = ImmutableArray.CreateBuilder<GapRecord>();
        using var rows = Bound(
            $"SELECT {GapRows.Columns} FROM gaps{filter} ORDER BY verdict = 'filled', verdict = 'confirmed_missing', from_time DESC, id LIMIT {query.Limit}",
            values);
        while (rows.Step())
            gaps.Add(GapRows.Read(rows));
        return new GapsRead(gaps.ToImmutable(), totals.ToImmutable());
    }

    private Statement Bound(string sql, List<object> values)
    {
        var statement = connection.PrepareOnce(sql);
        try
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i] is string text)
                    statement.Bind(i + 1, text);
                else
                    statement.Bind(i + 1, (long)values[i]);
            }

            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private static (string Sql, List<object> Values) FilterOf(ReadGaps query)
    {
        var sql = new StringBuilder();
        var values = new List<object>();

        void And(string condition, object value)
        {
            sql.Append(values.Count == 0 ? " WHERE " : " AND ").Append(condition).Append('?').Append(values.Count + 1);
            values.Add(value);
        }

        if (query.Exchange is { } exchange)
        {
            // All symbols of BINANCE lie between 'BINANCE:' and 'BINANCE;', so the filter is one range of the index.
            And("symbol >= ", exchange.ToStorageName() + ":");
            And("symbol < ", exchange.ToStorageName() + ";");
        }

        if (query.Symbol is { } symbol)
            And("substr(symbol, instr(symbol, ':') + 1) = ", symbol);
        if (query.Interval is { } interval)
            And("interval = ", (long)interval.Minutes);
        if (query.Range is { } range)
        {
            And("from_time < ", range.To);
            And("to_time > ", range.From);
        }

        if (!query.Verdicts.IsDefaultOrEmpty)
        {
            // The names come from an enum, so no text of a client becomes part of the statement.
            sql.Append(values.Count == 0 ? " WHERE " : " AND ")
                .Append("verdict IN (")
                .AppendJoin(", ", query.Verdicts.Select(v => $"'{v.ToName()}'"))
                .Append(')');
        }

        return (sql.ToString(), values);
    }
}
