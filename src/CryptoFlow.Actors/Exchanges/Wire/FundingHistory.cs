using System.Collections.Immutable;
using System.Text.Json;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// How an exchange gives its funding history: the request for a cursor, the rows of an answer, and the cursor after them. Pure; the derived classes hold what
/// differs between the exchanges (docs/exchanges.md, Funding rates).
/// </summary>
internal abstract class FundingHistory
{
    /// <summary>
    /// Rows up to this far outside of the range are tolerated and cut off, ms. It is the usual interval of settlements: it is uncertain whether the exchanges
    /// include the bounds.
    /// </summary>
    private const long Tolerance = 8 * FundingRate.ShortestInterval;

    /// <summary>The most rows of an answer. An answer with fewer rows reaches to the end of the history.</summary>
    public abstract int Limit { get; }

    /// <summary>Whether the exchange sends the newest row first.</summary>
    protected abstract bool NewestFirst { get; }

    /// <summary>Whether an answer may have rows before the range, because the request names no start.</summary>
    protected virtual bool ReachesBack => false;

    /// <summary>The request for the first rows of a cursor.</summary>
    public abstract ExchangeRequest RequestFor(string symbol, FundingCursor at, RequestPriority priority);

    /// <summary>Reads the rows of a successful answer.</summary>
    /// <exception cref="JsonException">The answer breaks the exchange's contract.</exception>
    /// <exception cref="OtherQuestionException">The answer is about another symbol or product.</exception>
    public abstract FundingRows Read(ReadOnlyMemory<byte> payload, string symbol);

    /// <summary>The page of an answer to a cursor.</summary>
    /// <exception cref="OtherQuestionException">The rows do not answer the cursor.</exception>
    public FundingPage PageOf(FundingRows rows, FundingCursor at, long exchangeTime)
    {
        if ((FindMismatch(rows) ?? (rows.Count > 0 ? FindOtherRange(rows, at) : null)) is { } why)
            throw new OtherQuestionException(why);
        var next = rows.Count < Limit ? null : After(rows, at);
        return new FundingPage(
            [.. rows.Rates.Where(r => at.Range.Contains(r.Time)).OrderBy(r => r.Time)],
            next?.Range.IsEmpty == true ? null : next,
            exchangeTime,
            [.. rows.Rejected.Where(r => at.Range.Contains(r.OpenTime!.Value))]);
    }

    /// <summary>The rest of a cursor after an answer with as many rows as the limit; null or an empty range if there is no rest.</summary>
    protected abstract FundingCursor? After(FundingRows rows, FundingCursor at);

    /// <summary>Says why the times of the rows cannot answer the cursor; null if they can. Called only if there are rows.</summary>
    protected virtual string? FindOtherRange(FundingRows rows, FundingCursor at)
    {
        if ((!ReachesBack && rows.Oldest < at.Range.From - Tolerance) || rows.Newest >= at.Range.To + Tolerance)
            return $"asked for settlements in {at.Range}, but the rows reach from {rows.Oldest} to {rows.Newest}";

        // The same request would follow a full page that lies outside of the range, again and again.
        return rows.Count == Limit && ((!ReachesBack && rows.Newest < at.Range.From) || rows.Oldest >= at.Range.To)
            ? $"asked for settlements in {at.Range}, but no row of a full page is in that range"
            : null;
    }

    private string? FindMismatch(FundingRows rows)
    {
        if (rows.Count > Limit)
            return $"asked for at most {Limit} rows, but got {rows.Count}";
        for (var i = 1; i < rows.Count; i++)
        {
            if (NewestFirst ? rows.Times[i] >= rows.Times[i - 1] : rows.Times[i] <= rows.Times[i - 1])
                return $"the times of the settlements are not {(NewestFirst ? "descending" : "ascending")}, first at the row of {rows.Times[i]}";
        }

        return null;
    }
}
