using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CryptoFlow.Storage.Trading;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Web.Api.Paper;

/// <summary>The answer of <c>GET /status</c>, as old front ends read it. Times in ms UTC, money and percent rounded to 2 decimals.</summary>
internal sealed record PaperStatus(
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("exchange")] string Exchange,
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("channel")] StatusChannel? Channel,
    [property: JsonPropertyName("current_price")] double? CurrentPrice,
    [property: JsonPropertyName("strategies")] IReadOnlyDictionary<string, StatusStrategy> Strategies,
    [property: JsonPropertyName("recent_signals")] IReadOnlyList<StatusSignal> RecentSignals)
{
    /// <param name="at">Now, ms UTC.</param>
    /// <param name="instrument">The contract.</param>
    /// <param name="traders">Those that trade it.</param>
    /// <param name="money">By which open trades are valued.</param>
    public static PaperStatus Of(long at, Instrument instrument, IReadOnlyList<TraderSnapshot> traders, MoneyRules money)
    {
        // The front end shows one channel: that of the shipped strategy, where it trades here.
        var shown = traders.FirstOrDefault(t => t.Trader.Strategy == ChannelBounceStrategy.Name) ?? (traders.Count == 0 ? null : traders[0]);
        return new PaperStatus(
            at,
            instrument.Exchange.ToWireName(),
            instrument.Symbol,
            shown?.Channel is { } channel ? StatusChannel.Of(channel) : null,
            shown?.LastClose,
            traders.ToDictionary(t => t.Trader.Strategy, t => StatusStrategy.Of(t, money)),
            [.. traders.SelectMany(t => t.Recent).OrderBy(s => s.Signal.Time).TakeLast(10).Select(s => StatusSignal.Of(s.Signal))]);
    }
}

/// <summary>The channel that the last candle was held against.</summary>
internal sealed record StatusChannel(
    [property: JsonPropertyName("support")] double Support,
    [property: JsonPropertyName("resistance")] double Resistance,
    [property: JsonPropertyName("support_touches")] int SupportTouches,
    [property: JsonPropertyName("resistance_touches")] int ResistanceTouches,
    [property: JsonPropertyName("width_pct")] double WidthPct)
{
    public static StatusChannel Of(Channel channel) =>
        new(channel.Support, channel.Resistance, channel.SupportTouches, channel.ResistanceTouches, Math.Round(channel.WidthPct, 2));
}

/// <summary>A strategy's paper account. What is not in the old shape: <c>state</c>, <c>since</c>, <c>last_time</c>, <c>parity</c>.</summary>
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
            Math.Round(account.Capital, 2),
            Math.Round(((account.Capital / money.InitialCapital) - 1) * 100, 2),
            account.Trades,
            account.Wins,
            account.Losses,
            account.Trades == 0 ? 0 : Math.Round(100.0 * account.Wins / account.Trades, 1),
            Math.Round(account.MaxDrawdown * 100, 1),
            trader.Open.Length,
            [.. trader.Open.Select(t => StatusTrade.Of(t, trader.LastClose, money))],
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

/// <summary>An open trade. <c>pnl_pct</c> is what it has earned at the current price, percent of the entry price before fees; the other two are money.</summary>
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
    [property: JsonPropertyName("tp1_profit_taken")] double Tp1ProfitTaken,
    [property: JsonPropertyName("unrealized_pnl")] double UnrealizedPnl)
{
    public static StatusTrade Of(StoredTrade trade, double? price, MoneyRules money)
    {
        var position = trade.Position;
        var signal = position.Signal;
        var notional = position.EntryCapital * money.LeverageOf(signal);
        var atPrice = price is { } known ? money.PnlPctOf(position, known) : 0;
        var taken = position.Tp1Time is not null && signal.Tp1 is { } first ? money.Tp1Share * signal.GainAt(first) : 0;
        return new StatusTrade(
            trade.Id,
            signal.Direction.ToWireName(),
            signal.Setup,
            signal.Entry,
            signal.Stop,
            signal.Tp1,
            signal.Tp2,
            signal.Channel?.Support,
            signal.Channel?.Resistance,
            TradeStatus.Of(position),
            signal.Time,
            Math.Round(atPrice * 100, 2),
            Math.Round(notional * taken, 2),
            Math.Round(notional * (atPrice - taken), 2));
    }
}

/// <summary>A signal.</summary>
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
    public static StatusSignal Of(Signal signal) => new(
        signal.Time,
        signal.Direction.ToWireName(),
        signal.Setup,
        signal.Entry,
        signal.Stop,
        signal.Tp1,
        signal.Tp2,
        signal.Channel?.Support,
        signal.Channel?.Resistance);
}

/// <summary>How the recorded trades compare with those that the stored candles give; times in ms UTC.</summary>
internal sealed record ParityAnswer(long CheckedAt, long UpTo, long Compared, long Differences, string? First)
{
    public static ParityAnswer? Of(ParityResult? parity) =>
        parity is null ? null : new ParityAnswer(parity.At, parity.UpTo, parity.Compared, parity.Differences, parity.First);
}
