using System.Collections.Immutable;

namespace CryptoFlow.Trading;

/// <summary>
/// One strategy trading one series on paper: the one code that the live trader, the backtest, the parity check and the audit run.
/// </summary>
/// <remarks>
/// A pure function of the candles fed to it, each once and in order. A lower candle that opened at t sees the channel as of the higher
/// candle that opened at floor(t) - 1 higher interval and no other: a higher candle fed before its time is kept and not looked at, and
/// where that candle was not fed nothing is entered. On a lower candle positions are left first, then one may be entered, so that
/// an entry is sized by the capital after the exits of its candle. Used by one thread at a time.
/// </remarks>
public sealed class TradingSession
{
    private readonly IStrategy _strategy;
    private readonly MoneyRules _money;
    private readonly Queue<(long Time, Channel? Channel)> _snapshots = new();
    private readonly HashSet<CooldownKey> _cooldown;
    private long? _higherTime;
    private long? _time;

    /// <param name="strategy">Fresh: no candle was given to it yet.</param>
    /// <param name="money">Sizes and fees.</param>
    /// <param name="state">
    /// Where to go on, or null to start; the higher candles are then to be fed again from the first one on, the lower ones after <see cref="SessionState.Time"/>.
    /// </param>
    public TradingSession(IStrategy strategy, MoneyRules money, SessionState? state = null)
    {
        state ??= SessionState.Start(money);
        _strategy = strategy;
        _money = money;
        _cooldown = [.. state.Cooldown];
        _time = state.Time;
        Account = state.Account;
        Open = state.Open;
    }

    public Account Account { get; private set; }

    /// <summary>Open time of the last lower candle, ms UTC, or null before the first.</summary>
    public long? Time => _time;

    /// <summary>Open positions, in order of entry.</summary>
    public ImmutableArray<Position> Open { get; private set; }

    /// <summary>The channel as of the last higher candle fed, or null.</summary>
    public Channel? Channel { get; private set; }

    /// <summary>All that has to be remembered to go on from here.</summary>
    public SessionState State => new(_time, Account, Open, [.. _cooldown]);

    /// <summary>Takes the next closed higher candle. May run ahead of the lower candles.</summary>
    /// <exception cref="ArgumentException">It is not newer than the one before, or off the grid.</exception>
    public void OnHigherCandle(in Candle candle)
    {
        RequireNext(candle.OpenTime, _higherTime, _strategy.Higher);
        _higherTime = candle.OpenTime;
        Channel = _strategy.OnHigherCandle(in candle);
        if (_time is null || candle.OpenTime >= SeenFrom(_time.Value))
            _snapshots.Enqueue((candle.OpenTime, Channel));
    }

    /// <summary>Takes the next closed lower candle.</summary>
    /// <exception cref="ArgumentException">It is not newer than the one before, or off the grid.</exception>
    public CandleOutcome OnLowerCandle(in Candle candle)
    {
        RequireNext(candle.OpenTime, _time, _strategy.Lower);
        ForgetCooldownsBefore(candle.OpenTime);
        _time = candle.OpenTime;
        var (closed, tp1Taken) = Leave(in candle);
        var channel = ChannelFor(candle.OpenTime);
        var signal = channel is null ? null : Enter(in candle, channel);
        return new CandleOutcome(candle.OpenTime, channel, signal, closed, tp1Taken, Account);
    }

    private static void RequireNext(long time, long? last, Interval interval)
    {
        if (time <= last || !interval.IsAligned(time))
            throw new ArgumentException($"The {interval} candle of {time} does not come after that of {last}.", nameof(time));
    }

    private (ImmutableArray<Trade> Closed, ImmutableArray<Position> Tp1Taken) Leave(in Candle candle)
    {
        if (Open.IsEmpty)
            return ([], []);

        List<Trade>? closed = null;
        List<Position>? tp1Taken = null;
        var open = ImmutableArray.CreateBuilder<Position>(Open.Length);
        foreach (var before in Open)
        {
            var (position, exit) = _strategy.Exits.Step(before, in candle);
            if (exit is not null)
            {
                (var trade, Account) = _money.Settle(position, exit.Value, candle.OpenTime, Account);
                (closed ??= []).Add(trade);
                continue;
            }

            open.Add(position);
            if (position.Tp1Time != before.Tp1Time)
                (tp1Taken ??= []).Add(position);
        }

        Open = open.DrainToImmutable();
        return ([.. closed ?? []], [.. tp1Taken ?? []]);
    }

    private Signal? Enter(in Candle candle, Channel channel)
    {
        if (_strategy.FindEntry(in candle, channel) is not { } signal || !_cooldown.Add(CooldownKey.Of(channel, candle.OpenTime, _strategy.Cooldown)))
            return null;
        Open = Open.Add(new Position(signal, Account.Capital));
        return signal;
    }

    private Channel? ChannelFor(long time)
    {
        var seen = SeenFrom(time);
        while (_snapshots.TryPeek(out var oldest) && oldest.Time < seen)
            _snapshots.Dequeue();
        return _snapshots.TryPeek(out var first) && first.Time == seen ? first.Channel : null;
    }

    /// <summary>Open time of the last higher candle that had closed when a lower one opened.</summary>
    private long SeenFrom(long time) => _strategy.Higher.Floor(time) - _strategy.Higher.Milliseconds;

    private void ForgetCooldownsBefore(long time)
    {
        if (_time is { } last && CooldownKey.BucketOf(last, _strategy.Cooldown) != CooldownKey.BucketOf(time, _strategy.Cooldown))
            _cooldown.Clear();
    }
}
