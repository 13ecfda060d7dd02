using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading;

/// <summary>
/// One strategy trading one series on paper. The live trader, the backtest, the parity check and the audit all run this code.
/// </summary>
/// <remarks>
/// A pure function of its candles, which are added in order and once each. The session keeps a context candle back until the first traded candle that opens at its
/// close or later, so a context candle that is added early causes no look-ahead. On a traded candle the session closes positions by stop, target and timeout. Then
/// it asks the strategy, closes the positions that the strategy orders to close, and takes at most one entry. So the size of the entry follows from the capital
/// after all exits of the candle. For one thread at a time.
/// </remarks>
public sealed class TradingSession
{
    private readonly IStrategy _strategy;
    private readonly MoneyRules _money;
    private readonly ContextQueue _context;
    private readonly FundingCharges _funding;
    private readonly Queue<Signal> _toName;
    private readonly Queue<Signal> _entries;
    private long? _fed;

    /// <param name="strategy">A new strategy without candles.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="state">
    /// The state to continue from, or null to start. With a state, add all candles again from the first one on: candles up to <see cref="SessionState.Time"/> only
    /// rebuild the strategy's own state.
    /// </param>
    public TradingSession(IStrategy strategy, MoneyRules money, SessionState? state = null)
    {
        state ??= SessionState.Start(money);
        _strategy = strategy;
        _money = money;
        _context = new ContextQueue(strategy);
        _funding = new FundingCharges(strategy.Traded);
        _toName = new Queue<Signal>(state.Entries);
        _entries = new Queue<Signal>(state.Entries);
        Time = state.Time;
        Account = state.Account;
        Open = state.Open;
    }

    public Account Account { get; private set; }

    /// <summary>Open time of the last traded candle that was processed, ms UTC, or null before the first.</summary>
    public long? Time { get; private set; }

    /// <summary>Open positions, in order of entry.</summary>
    public ImmutableArray<Position> Open { get; private set; }

    /// <summary>The channel that the strategy saw at the last traded candle, or null.</summary>
    public Channel? Channel => _strategy.Channel;

    /// <summary>The state from which a new session can continue.</summary>
    public SessionState State => new(Time, Account, Open, [.. _entries]);

    /// <summary>Takes the next closed candle of a context interval. It may come before its turn among the traded candles.</summary>
    /// <exception cref="ArgumentException">The candle is not newer than the candle before, or off the grid, or the strategy does not use its interval.</exception>
    public void OnContextCandle(Interval interval, in Candle candle) => _context.Add(interval, in candle);

    /// <summary>The settlements that the session needs before a traded candle (ms UTC, half-open); null if it needs none.</summary>
    public TimeRange? FundingWanted(in Candle candle) => _money.ChargeFunding ? _funding.Wanted(Open, candle.OpenTime) : null;

    /// <summary>Takes all settlements of a range that <see cref="FundingWanted"/> named, ascending.</summary>
    public void AddFunding(TimeRange range, ImmutableArray<FundingRate> rates) => _funding.Add(range, rates);

    /// <summary>Takes the next closed traded candle.</summary>
    /// <returns>The outcome; null for a candle that was processed before the restart.</returns>
    /// <exception cref="ArgumentException">The candle is not newer than the one before, or off the grid.</exception>
    /// <exception cref="InvalidOperationException">The strategy returned an invalid order, which is a defect of the strategy.</exception>
    public CandleOutcome? OnTradedCandle(in Candle candle)
    {
        ContextQueue.RequireNext(candle.OpenTime, _fed, _strategy.Traded);
        _fed = candle.OpenTime;
        _context.GiveClosed(candle.OpenTime);
        _funding.Price(in candle);
        while (_toName.TryPeek(out var entry) && entry.Time < candle.OpenTime)
            _strategy.OnEntered(_toName.Dequeue());
        if (candle.OpenTime <= Time)
        {
            _strategy.OnTradedCandle(in candle, []);
            return null;
        }

        Time = candle.OpenTime;
        var closed = ImmutableArray.CreateBuilder<Trade>();
        var tp1Taken = LeaveByRules(in candle, closed);
        var orders = _strategy.OnTradedCandle(in candle, Open);
        LeaveByOrder(in candle, orders, closed);
        _funding.Forget(Open);
        return new CandleOutcome(candle.OpenTime, _strategy.Channel, Enter(in candle, orders.Entry), closed.ToImmutable(), tp1Taken, Account);
    }

    private ImmutableArray<Position> LeaveByRules(in Candle candle, ImmutableArray<Trade>.Builder closed)
    {
        if (Open.IsEmpty)
            return [];

        List<Position>? tp1Taken = null;
        var open = ImmutableArray.CreateBuilder<Position>(Open.Length);
        foreach (var before in Open)
        {
            var (position, exit) = _strategy.Exits.Step(before, in candle);
            if (exit is not null)
            {
                closed.Add(Settle(position, exit.Value, candle.OpenTime));
                continue;
            }

            open.Add(position);
            if (position.Tp1Time != before.Tp1Time)
                (tp1Taken ??= []).Add(position);
        }

        Open = open.DrainToImmutable();
        return [.. tp1Taken ?? []];
    }

    private void LeaveByOrder(in Candle candle, Orders orders, ImmutableArray<Trade>.Builder closed)
    {
        if (orders.Exits.IsDefaultOrEmpty)
            return;
        foreach (var position in Open)
        {
            if (orders.Closes(position.Signal.Time))
                closed.Add(Settle(position, new Exit(ExitReason.Signal, candle.Close), candle.OpenTime));
        }

        Open = Open.RemoveAll(position => orders.Closes(position.Signal.Time));
    }

    private Trade Settle(Position position, Exit exit, long time)
    {
        (var trade, Account) = _money.Settle(position, exit, time, Account, _funding.CostOf(position, time, _money));
        return trade;
    }

    private Signal? Enter(in Candle candle, Signal? entry)
    {
        if (entry is null)
            return null;
        if (entry.FindDefect(in candle) is { } defect)
            throw new InvalidOperationException($"{_strategy.Title} ordered {entry}: {defect}.");
        Open = Open.Add(new Position(entry, Account.Capital));
        Remember(entry);
        _strategy.OnEntered(entry);
        return entry;
    }

    private void Remember(Signal entry)
    {
        while (_entries.TryPeek(out var oldest) && oldest.Time <= entry.Time - _strategy.EntryMemory)
            _entries.Dequeue();
        if (_strategy.EntryMemory > 0)
            _entries.Enqueue(entry);
    }
}
