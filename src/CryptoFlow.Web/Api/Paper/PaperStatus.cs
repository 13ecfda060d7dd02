using System.Text.Json.Serialization;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Web.Api.Paper;

/// <summary>
/// The answer of <c>GET /status</c>, with the names and units that the front end of the replaced system reads. The time at the top is ISO 8601, the others
/// are ms UTC. Money and percent have 2 decimals. Prices are on the contract's tick.
/// </summary>
internal sealed record PaperStatus(
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("exchange")] string Exchange,
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("channel")] StatusChannel? Channel,
    [property: JsonPropertyName("current_price")] double? CurrentPrice,
    [property: JsonPropertyName("strategies")] IReadOnlyDictionary<string, StatusStrategy> Strategies,
    [property: JsonPropertyName("recent_signals")] IReadOnlyList<StatusSignal> RecentSignals)
{
    private const int ShownSignals = 10;

    /// <param name="at">Now.</param>
    /// <param name="instrument">The contract.</param>
    /// <param name="traders">The traders of this contract.</param>
    /// <param name="money">The money rules by which open trades are valued.</param>
    public static PaperStatus Of(DateTimeOffset at, Instrument instrument, IReadOnlyList<TraderSnapshot> traders, MoneyRules money)
    {
        // The front end of the replaced system shows one channel: that of the channel-bounce strategy, if it trades this contract.
        var shown = traders.FirstOrDefault(t => t.Trader.Strategy == ChannelBounceStrategy.Name) ?? (traders.Count == 0 ? null : traders[0]);
        return new PaperStatus(
            UtcTime.Format(at),
            instrument.Exchange.ToWireName(),
            instrument.Symbol,
            shown?.Channel is { } channel ? StatusChannel.Of(channel, shown.Tick) : null,
            shown?.LastClose is { } close ? PriceTick.Round(close, shown.Tick) : null,
            traders.ToDictionary(t => t.Trader.Strategy, t => StatusStrategy.Of(t, money)),
            [
                .. traders.SelectMany(t => t.Recent.Select(s => StatusSignal.Of(s.Signal, t.Tick)))
                    .OrderByDescending(s => s.Timestamp).Take(ShownSignals),
            ]);
    }

    /// <summary>Rounds a number. A result of zero has no sign.</summary>
    internal static double Rounded(double value, int decimals) => Math.Round(value, decimals) + 0.0;
}

/// <summary>The channel that the strategy compared with the last candle.</summary>
internal sealed record StatusChannel(
    [property: JsonPropertyName("support")] double Support,
    [property: JsonPropertyName("resistance")] double Resistance,
    [property: JsonPropertyName("support_touches")] int SupportTouches,
    [property: JsonPropertyName("resistance_touches")] int ResistanceTouches,
    [property: JsonPropertyName("width_pct")] double WidthPct)
{
    public static StatusChannel Of(Channel channel, decimal? tick) => new(
        PriceTick.Round(channel.Support, tick),
        PriceTick.Round(channel.Resistance, tick),
        channel.SupportTouches,
        channel.ResistanceTouches,
        PaperStatus.Rounded(channel.WidthPct, 2));
}

/// <summary>The paper account of a strategy. The replaced system did not have <c>state</c>, <c>since</c>, <c>last_time</c> and <c>parity</c>.</summary>
internal sealed record StatusStrategy(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("capital")] double Capital,
    [property: JsonPropertyName("return_pct")] double ReturnPct,
    [property: JsonPropertyName("total_trades")] int TotalTrades,
    [property: JsonPropertyName("wins")] int Wins,
    [property: JsonPropertyName("losses")] int Losses,
    [property: JsonPropertyName("win_rate")] double WinRate,
    [property: JsonPropertyName("max_drawdown")] double MaxDrawdown,
    [property: JsonPropertyName("active_trades")] int ActiveTrades,
    [property: JsonPropertyName("active_trade_details")] IReadOnlyList<StatusTrade> ActiveTradeDetails,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("since")] long? Since,
    [property: JsonPropertyName("last_time")] long? LastTime,
    [property: JsonPropertyName("parity")] ParityAnswer? Parity)
{
    public static StatusStrategy Of(TraderSnapshot trader, MoneyRules money)
    {
        var account = trader.Account;
        return new StatusStrategy(
            trader.Title,
            PaperStatus.Rounded(account.Capital, 2),
            PaperStatus.Rounded(((account.Capital / money.InitialCapital) - 1) * 100, 2),
            account.Trades,
            account.Wins,
            account.Losses,
            account.Trades == 0 ? 0 : PaperStatus.Rounded(100.0 * account.Wins / account.Trades, 1),
            PaperStatus.Rounded(account.MaxDrawdown * 100, 1),
            trader.Open.Length,
            [.. trader.Open.Select(t => StatusTrade.Of(t, trader.LastClose, trader.Tick, money))],
            NameOf(trader.Phase),
            trader.Detail,
            trader.Origin,
            trader.LastTime,
            ParityAnswer.Of(trader.Parity));
    }

    public static string NameOf(TraderPhase phase) => phase switch
    {
        TraderPhase.Starting => "starting",
        TraderPhase.AwaitingHistory => "awaiting_history",
        TraderPhase.CatchingUp => "catching_up",
        TraderPhase.Following => "following",
        TraderPhase.AwaitingCandles => "awaiting_candles",
        _ => "failing",
    };
}

/// <summary>
/// An open trade. <c>unrealized_pnl</c> is the profit at the current price, percent of the entry price before fees, as if no part had been closed.
/// <c>pnl_pct</c> is the profit of the whole trade: a part that was closed at the first target counts at the price of that target.
/// The members that end in <c>_usd</c> are money; their sum is the profit of the trade so far.
/// </summary>
internal sealed record StatusTrade(
    [property: JsonPropertyName("signal_id")] long SignalId,
    [property: JsonPropertyName("direction")] string Direction,
    [property: JsonPropertyName("setup_type")] string SetupType,
    [property: JsonPropertyName("entry_price")] double EntryPrice,
    [property: JsonPropertyName("sl_price")] double SlPrice,
    [property: JsonPropertyName("tp1_price")] double? Tp1Price,
    [property: JsonPropertyName("tp2_price")] double? Tp2Price,
    [property: JsonPropertyName("channel_support")] double? ChannelSupport,
    [property: JsonPropertyName("channel_resistance")] double? ChannelResistance,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("pnl_pct")] double PnlPct,
    [property: JsonPropertyName("tp1_profit_taken")] bool Tp1ProfitTaken,
    [property: JsonPropertyName("unrealized_pnl")] double UnrealizedPnl,
    [property: JsonPropertyName("tp1_profit_usd")] double Tp1ProfitUsd,
    [property: JsonPropertyName("unrealized_pnl_usd")] double UnrealizedPnlUsd)
{
    /// <summary>The status that the front end of the replaced system expects after the first target. The file stores <see cref="TradeStatus.Tp1"/>.</summary>
    private const string Tp1Hit = "TP1_HIT";

    /// <param name="trade">The trade.</param>
    /// <param name="price">The current price. Null when no price is known; then the profit is 0.</param>
    /// <param name="tick">The contract's tick, or null.</param>
    /// <param name="money">The money rules by which the trade is valued.</param>
    public static StatusTrade Of(StoredTrade trade, double? price, decimal? tick, MoneyRules money)
    {
        var position = trade.Position;
        var signal = position.Signal;
        var notional = position.EntryCapital * money.LeverageOf(signal);
        var atPrice = money.PnlPctOf(position, price ?? signal.Entry);
        var taken = position.Tp1Time is not null && signal.Tp1 is { } first ? money.Tp1Share * signal.GainAt(first) : 0;
        return new StatusTrade(
            trade.Id,
            signal.Direction.ToWireName(),
            signal.Setup,
            PriceTick.Round(signal.Entry, tick),
            PriceTick.Round(signal.Stop, tick),
            PriceTick.Round(signal.Tp1, tick),
            PriceTick.Round(signal.Tp2, tick),
            PriceTick.Round(signal.Channel?.Support, tick),
            PriceTick.Round(signal.Channel?.Resistance, tick),
            position.Tp1Time is null ? TradeStatus.Active : Tp1Hit,
            signal.Time,
            PaperStatus.Rounded(atPrice * 100, 2),
            position.Tp1Time is not null,
            PaperStatus.Rounded(signal.GainAt(price ?? signal.Entry) * 100, 2),
            PaperStatus.Rounded(notional * taken, 2),
            PaperStatus.Rounded(notional * (atPrice - taken), 2));
    }
}

/// <summary>A signal. <c>timestamp</c> is the open time of its candle, ms UTC; the front end draws a marker there.</summary>
internal sealed record StatusSignal(
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("direction")] string Direction,
    [property: JsonPropertyName("setup_type")] string SetupType,
    [property: JsonPropertyName("entry_price")] double EntryPrice,
    [property: JsonPropertyName("sl_price")] double SlPrice,
    [property: JsonPropertyName("tp1_price")] double? Tp1Price,
    [property: JsonPropertyName("tp2_price")] double? Tp2Price,
    [property: JsonPropertyName("channel_support")] double? ChannelSupport,
    [property: JsonPropertyName("channel_resistance")] double? ChannelResistance)
{
    public static StatusSignal Of(Signal signal, decimal? tick) => new(
        signal.Time,
        signal.Direction.ToWireName(),
        signal.Setup,
        PriceTick.Round(signal.Entry, tick),
        PriceTick.Round(signal.Stop, tick),
        PriceTick.Round(signal.Tp1, tick),
        PriceTick.Round(signal.Tp2, tick),
        PriceTick.Round(signal.Channel?.Support, tick),
        PriceTick.Round(signal.Channel?.Resistance, tick));
}

/// <summary>The comparison of the recorded trades with the trades that a backtest on the stored candles gives; times in ms UTC.</summary>
internal sealed record ParityAnswer(long CheckedAt, long UpTo, long Compared, long Differences, string? First)
{
    public static ParityAnswer? Of(ParityResult? parity) =>
        parity is null ? null : new ParityAnswer(parity.At, parity.UpTo, parity.Compared, parity.Differences, parity.First);
}
