using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Trading;

/// <summary>
/// Records the steps of paper traders, each candle of each trader exactly once. The trader's progress and all results of the candle are written in one
/// transaction of the caller. A step is accepted only if the last recorded candle is the one that the sender names as previous.
/// </summary>
internal sealed class TradeStore(StorageConnection connection)
{
    private readonly Statement _find =
        connection.Prepare("SELECT id, last_time, candles FROM strategy_states WHERE strategy = ?1 AND symbol = ?2 AND parameters = ?3");

    private readonly Statement _begin = connection.Prepare("""
        INSERT INTO strategy_states (strategy, symbol, parameters, origin, last_time, candles, capital, peak, max_drawdown, trades, wins, losses)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0, 0, 0) RETURNING id
        """);

    private readonly Statement _advance = connection.Prepare("""
        UPDATE strategy_states
        SET last_time = ?2, candles = candles + 1, capital = ?3, peak = ?4, max_drawdown = ?5, trades = ?6, wins = ?7, losses = ?8
        WHERE id = ?1
        """);

    private readonly Statement _signal = connection.Prepare("""
        INSERT INTO signals (run, time, direction, setup_type, entry_price, sl_price, tp1_price, tp2_price, channel_support, channel_resistance,
          support_touches, resistance_touches)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id
        """);

    private readonly Statement _signalId = connection.Prepare("SELECT id FROM signals WHERE run = ?1 AND time = ?2");

    private readonly Statement _enter = connection.Prepare(
        $"INSERT INTO trades (signal_id, run, entry_time, entry_candle, entry_capital, status) VALUES (?1, ?2, ?3, ?4, ?5, '{TradeStatus.Active}')");

    private readonly Statement _tp1 = connection.Prepare(
        $"UPDATE trades SET status = '{TradeStatus.Tp1}', tp1_time = ?3 WHERE run = ?1 AND entry_time = ?2 AND status = '{TradeStatus.Active}'");

    private readonly Statement _close = connection.Prepare($"""
        UPDATE trades SET status = '{TradeStatus.Closed}', tp1_time = ?3, exit_time = ?4, exit_price = ?5, exit_reason = ?6, pnl_pct = ?7, gross = ?8,
          fees = ?9, net = ?10, capital = ?11, candles_held = ?12
        WHERE run = ?1 AND entry_time = ?2 AND status <> '{TradeStatus.Closed}'
        """);

    private readonly Statement _equity = connection.Prepare("INSERT INTO equity (run, time, capital, drawdown) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>Records the step of one candle, or refuses it.</summary>
    /// <returns>The reply, and whether the transaction must be committed.</returns>
    public (ITraderStepReply Reply, bool Wrote) Record(RecordTraderStep step)
    {
        var (run, last, candles) = Find(step.Trader);
        var outcome = step.Outcome;

        // The message was sent again because the sender did not get the reply: the step is already recorded.
        if (run is { } known && last == outcome.Time && step.Previous != last)
            return (Recorded(step, outcome.Signal is null ? null : SignalId(known, outcome.Time)), false);
        if (last != step.Previous)
            return (new TraderStepRefused(step.Id, step.Trader, TraderStepRefusal.OutOfOrder, last), false);

        var id = run ?? Begin(step);
        foreach (var trade in outcome.Closed)
        {
            if (!Close(id, trade))
                return (new TraderStepRefused(step.Id, step.Trader, TraderStepRefusal.UnknownTrade, last), false);
        }

        foreach (var position in outcome.Tp1Taken)
        {
            if (_tp1.Bind(1, id).Bind(2, position.Signal.Time).Bind(3, position.Tp1Time).Run() != 1)
                return (new TraderStepRefused(step.Id, step.Trader, TraderStepRefusal.UnknownTrade, last), false);
        }

        var account = outcome.Account;
        if (run is null || !outcome.Closed.IsEmpty)
            _equity.Bind(1, id).Bind(2, outcome.Time).Bind(3, account.Capital).Bind(4, account.Drawdown).Run();
        long? signal = outcome.Signal is { } taken ? Enter(id, taken, candles, account.Capital) : null;
        Advance(id, outcome.Time, account);
        return (Recorded(step, signal), true);
    }

    private static TraderStepRecorded Recorded(RecordTraderStep step, long? signal) => new(step.Id, step.Trader, step.Outcome.Time, signal);

    private (long? Run, long? Last, long Candles) Find(TraderKey trader)
    {
        _find.Bind(1, trader.Strategy).Bind(2, trader.Instrument.StorageKey).Bind(3, trader.Parameters);
        (long?, long?, long) found = _find.Step() ? (_find.GetInt64(0), _find.GetInt64(1), _find.GetInt64(2)) : (null, null, 0);
        _find.Reset();
        return found;
    }

    private long Begin(RecordTraderStep step) =>
        Id(_begin.Bind(1, step.Trader.Strategy).Bind(2, step.Trader.Instrument.StorageKey).Bind(3, step.Trader.Parameters).Bind(4, step.Origin).Bind(5, step.Outcome.Time));

    private void Advance(long run, long time, Account account) => _advance
        .Bind(1, run)
        .Bind(2, time)
        .Bind(3, account.Capital)
        .Bind(4, account.Peak)
        .Bind(5, account.MaxDrawdown)
        .Bind(6, account.Trades)
        .Bind(7, account.Wins)
        .Bind(8, account.Losses)
        .Run();

    private long Enter(long run, Signal signal, long candle, double capital)
    {
        var id = Id(_signal
            .Bind(1, run)
            .Bind(2, signal.Time)
            .Bind(3, signal.Direction.ToWireName())
            .Bind(4, signal.Setup)
            .Bind(5, signal.Entry)
            .Bind(6, signal.Stop)
            .Bind(7, signal.Tp1)
            .Bind(8, signal.Tp2)
            .Bind(9, signal.Channel?.Support)
            .Bind(10, signal.Channel?.Resistance)
            .Bind(11, signal.Channel?.SupportTouches)
            .Bind(12, signal.Channel?.ResistanceTouches));
        _enter.Bind(1, id).Bind(2, run).Bind(3, signal.Time).Bind(4, candle).Bind(5, capital).Run();
        return id;
    }

    private bool Close(long run, Trade trade) => _close
        .Bind(1, run)
        .Bind(2, trade.Signal.Time)
        .Bind(3, trade.Position.Tp1Time)
        .Bind(4, trade.ExitTime)
        .Bind(5, trade.ExitPrice)
        .Bind(6, trade.Reason.ToWireName())
        .Bind(7, trade.PnlPct)
        .Bind(8, trade.Gross)
        .Bind(9, trade.Fees)
        .Bind(10, trade.Net)
        .Bind(11, trade.CapitalAfter)
        .Bind(12, trade.Position.CandlesHeld)
        .Run() == 1;

    private long? SignalId(long run, long time)
    {
        long? id = _signalId.Bind(1, run).Bind(2, time).Step() ? _signalId.GetInt64(0) : null;
        _signalId.Reset();
        return id;
    }

    private static long Id(Statement insert)
    {
        insert.Step();
        var id = insert.GetInt64(0);
        insert.Reset();
        return id;
    }
}
