using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Trading;

/// <summary>
/// The queries of paper trading on one read-only connection. Each page is one range of an index. The queries run a few times a minute, so each prepares its
/// statement.
/// </summary>
internal sealed class TradeQueries(StorageConnection connection)
{
    private const string SignalColumns = """
        s.id, s.time, s.direction, s.setup_type, s.entry_price, s.sl_price, s.tp1_price, s.tp2_price, s.channel_support, s.channel_resistance,
        s.support_touches, s.resistance_touches
        """;

    private const int FirstTradeColumn = 12;

    private const string SelectSignals = $"SELECT {SignalColumns} FROM signals s WHERE s.run = ?1";

    private const string SelectTrades = $"""
        SELECT {SignalColumns}, t.entry_capital, t.entry_candle, t.tp1_time, t.exit_time, t.exit_price, t.exit_reason, t.pnl_pct, t.gross, t.fees, t.net,
          t.capital, t.candles_held
        FROM trades t JOIN signals s ON s.id = t.signal_id WHERE t.run = ?1
        """;

    public TraderRead Read(ReadTrader query)
    {
        using var find = connection.PrepareOnce("""
            SELECT id, origin, last_time, candles, capital, peak, max_drawdown, trades, wins, losses
            FROM strategy_states WHERE strategy = ?1 AND symbol = ?2 AND parameters = ?3
            """);
        if (!Bound(find, query.Trader).Step())
            return new TraderRead(query.Trader, null);

        var (run, last, candles) = (find.GetInt64(0), find.GetInt64(2), find.GetInt64(3));
        var account = new Account(
            find.GetDouble(4), find.GetDouble(5), find.GetDouble(6), (int)find.GetInt64(7), (int)find.GetInt64(8), (int)find.GetInt64(9));
        using var open = connection.PrepareOnce($"{SelectTrades} AND t.status <> '{TradeStatus.Closed}' ORDER BY t.entry_time");
        using var entries = connection.PrepareOnce($"{SelectSignals} AND s.time > ?2 ORDER BY s.time");
        return new TraderRead(query.Trader, new TraderRecord(
            find.GetInt64(1),
            last,
            candles,
            account,
            [.. Rows(open.Bind(1, run), row => TradeOf(row, candles))],
            [.. Rows(entries.Bind(1, run).Bind(2, last - query.EntryMemory), SignalOf)],
            Page(SelectSignals, "s.time", run, new PageBounds(null, null, TraderRecord.RecentSignals), SignalOf)));
    }

    public SignalsRead Read(ReadSignals query) =>
        new(RunOf(query.Trader) is { } run ? Page(SelectSignals, "s.time", run.Id, query.Bounds, SignalOf) : []);

    public TradesRead Read(ReadTrades query) =>
        new(RunOf(query.Trader) is { } run ? Page(SelectTrades, "t.entry_time", run.Id, query.Bounds, row => TradeOf(row, run.Candles)) : []);

    public EquityRead Read(ReadEquity query) => new(RunOf(query.Trader) is { } run
        ? Page("SELECT time, capital, drawdown FROM equity WHERE run = ?1", "time", run.Id, query.Bounds, row => new EquityPoint(row.GetInt64(0), row.GetDouble(1), row.GetDouble(2)))
        : []);

    private (long Id, long Candles)? RunOf(TraderKey trader)
    {
        using var find = connection.PrepareOnce("SELECT id, candles FROM strategy_states WHERE strategy = ?1 AND symbol = ?2 AND parameters = ?3");
        return Bound(find, trader).Step() ? (find.GetInt64(0), find.GetInt64(1)) : null;
    }

    /// <summary>
    /// A page in ascending order of a column that is unique within the trader's record: the first rows after a bound, or the last rows before a bound.
    /// </summary>
    private ImmutableArray<T> Page<T>(string select, string column, long run, PageBounds bounds, Func<Statement, T> read)
    {
        var forward = bounds.After is not null;
        using var statement = connection.PrepareOnce(
            $"{select} AND {column} > ?2 AND {column} < ?3 ORDER BY {column} {(forward ? "ASC" : "DESC")} LIMIT ?4");
        statement.Bind(1, run).Bind(2, bounds.After ?? long.MinValue).Bind(3, bounds.Before ?? long.MaxValue).Bind(4, bounds.Limit);
        var rows = Rows(statement, read).ToList();
        if (!forward)
            rows.Reverse();
        return [.. rows];
    }

    private static Statement Bound(Statement statement, TraderKey trader) =>
        statement.Bind(1, trader.Strategy).Bind(2, trader.Instrument.StorageKey).Bind(3, trader.Parameters);

    private static IEnumerable<T> Rows<T>(Statement statement, Func<Statement, T> read)
    {
        while (statement.Step())
            yield return read(statement);
    }

    private static StoredSignal SignalOf(Statement row) => new(
        row.GetInt64(0),
        new Signal(
            row.GetInt64(1),
            TradeDirectionNames.TryParse(row.GetText(2), out var direction) ? direction : throw Strange("direction", row.GetText(2)),
            row.GetText(3),
            row.GetDouble(4),
            row.GetDouble(5),
            row.GetNullableDouble(6),
            row.GetNullableDouble(7),
            row.IsNull(8) ? null : new Channel(row.GetDouble(8), row.GetDouble(9), (int)row.GetInt64(10), (int)row.GetInt64(11))));

    private static StoredTrade TradeOf(Statement row, long candles)
    {
        var (id, signal) = SignalOf(row);
        const int c = FirstTradeColumn;
        var exitTime = row.GetNullableInt64(c + 3);

        // For an open trade: the number of the last candle minus the number of the entry candle. Both count from 0.
        var held = row.GetNullableInt64(c + 11) ?? candles - 1 - row.GetInt64(c + 1);
        var position = new Position(signal, row.GetDouble(c), (int)held, row.GetNullableInt64(c + 2));
        if (exitTime is not { } closedAt)
            return new StoredTrade(id, position, null);
        var reason = ExitReasonNames.TryParse(row.GetText(c + 5), out var known) ? known : throw Strange("exit reason", row.GetText(c + 5));
        return new StoredTrade(id, position, new Trade(
            position,
            closedAt,
            row.GetDouble(c + 4),
            reason,
            row.GetDouble(c + 6),
            row.GetDouble(c + 7),
            row.GetDouble(c + 8),
            row.GetDouble(c + 9),
            row.GetDouble(c + 10)));
    }

    private static SqliteStoreException Strange(string what, string text) => new(SQLitePCL.raw.SQLITE_MISMATCH, $"'{text}' is no {what}");
}
