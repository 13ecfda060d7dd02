using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <content>Pages of candles that are rolled up while their rows are read.</content>
internal sealed partial class CandleQueries
{
    /// <summary>
    /// Reads a page of rolled-up candles. Bounds are open times of rolled-up candles. A bound that is no such open time is moved to the next one, so that no
    /// rolled-up candle is cut. Rows are not collected, so the memory does not depend on the number of base candles.
    /// </summary>
    private static CandlesRead ReadRolledUp(ReadCandles query, Timeframe timeframe, Statements statements, long version, string? identity)
    {
        var symbol = query.Series.Instrument.StorageKey;
        var after = LowerBound(query);
        var from = timeframe.Ceiling(after == long.MaxValue ? after : after + 1);
        var to = timeframe.Ceiling(query.Before ?? long.MaxValue);
        var forward = query.After is not null;
        var rolled = Roll(
            (forward ? statements.Forward : statements.Backward).Bind(1, symbol).Bind(2, from - 1).Bind(3, to).Bind(4, -1),
            new RollUp(timeframe, query.Series.Interval),
            query.Limit);
        if (!forward)
            rolled.Reverse();
        var oldest = rolled.Count > 0 ? rolled[0].Candle.OpenTime : forward ? from : to;
        return new CandlesRead(query.Series, Known: true, [.. rolled.Select(r => r.Candle)], statements.HasOlder(symbol, oldest), version, identity)
        {
            RolledUp = new RolledPage(timeframe, [.. rolled.Select(r => r.Count)]),
        };
    }

    private static List<RolledCandle> Roll(Statement rows, RollUp rollUp, int limit)
    {
        var rolled = new List<RolledCandle>();
        try
        {
            while (rolled.Count < limit && rows.Step())
            {
                if (rollUp.Add(CandleRow.Read(rows)) is { } finished)
                    rolled.Add(finished);
            }
        }
        finally
        {
            rows.Reset();
        }

        if (rolled.Count < limit && rollUp.Finish() is { } last)
            rolled.Add(last);
        return rolled;
    }
}
