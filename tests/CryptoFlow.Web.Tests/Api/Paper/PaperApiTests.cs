using System.Net;
using System.Text.Json;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Paper;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Paper;

public sealed class PaperApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly TraderKey Trader = TraderSetups.Keys(new PaperTradingOptions()).Single();
    private static readonly Channel Bounds = new(100.25, 103, 2, 3);
    private static readonly Signal Taken = new(1_700_000_100_000, TradeDirection.Long, "BOUNCE", 100.5, 100.1698, 101.625, 102.794, Bounds);

    private readonly WebServer _server = fixture.Server;

    [Fact]
    public void The_status_has_the_names_and_the_units_of_the_replaced_system()
    {
        // Half of the position gained 1.125 of 100.5, the other half stands at a gain of 1.0. The size is 9,990.126 times the leverage 4.5654, with which the stop loses 1.5 %.
        var open = new StoredTrade(7, new Position(Taken, 9_990.126, 3, 1_700_002_000_000), null);
        var later = Taken with { Time = Taken.Time + 900_000, Direction = TradeDirection.Short };
        var trader = new TraderSnapshot(
            Trader, "Channel bounce", TraderPhase.Following, null, 1_690_000_000_000, 1_700_003_600_000, 101.5, Bounds,
            new Account(9_990.126, 10_500, 0.04857, 3, 1, 2), [open], [new StoredSignal(7, Taken), new StoredSignal(8, later)], null, 0.05m);

        var status = PaperStatus.Of(DateTimeOffset.FromUnixTimeMilliseconds(1_700_003_700_123), Trader.Instrument, [trader], new MoneyRules());

        Assert.Equal(
            """
            {"timestamp":"2023-11-14T23:15:00.123Z","exchange":"binance","symbol":"BTCUSDT",
            "channel":{"support":100.25,"resistance":103,"support_touches":2,"resistance_touches":3,"width_pct":2.74},"current_price":101.5,
            "strategies":{"NO_ML":{"name":"Channel bounce","capital":9990.13,"return_pct":-0.1,"total_trades":3,"wins":1,"losses":2,"win_rate":33.3,"max_drawdown":4.9,
            "active_trades":1,"active_trade_details":[{"signal_id":7,"direction":"LONG","setup_type":"BOUNCE",
            "entry_price":100.5,"sl_price":100.15,"tp1_price":101.6,"tp2_price":102.8,"channel_support":100.25,"channel_resistance":103,
            "status":"TP1_HIT","timestamp":1700000100000,"pnl_pct":1.06,"tp1_profit_taken":true,"unrealized_pnl":1,"tp1_profit_usd":255.27,"unrealized_pnl_usd":226.91}],
            "state":"following","detail":null,"since":1690000000000,"last_time":1700003600000,"parity":null}},
            "recent_signals":[{"timestamp":1700001000000,"direction":"SHORT","setup_type":"BOUNCE",
            "entry_price":100.5,"sl_price":100.15,"tp1_price":101.6,"tp2_price":102.8,"channel_support":100.25,"channel_resistance":103},
            {"timestamp":1700000100000,"direction":"LONG","setup_type":"BOUNCE",
            "entry_price":100.5,"sl_price":100.15,"tp1_price":101.6,"tp2_price":102.8,"channel_support":100.25,"channel_resistance":103}]}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(status, ApiJson.Default.PaperStatus));
    }

    [Fact]
    public void A_short_trade_earns_percent_of_its_entry_price_and_a_small_loss_has_no_negative_zero()
    {
        var signal = new Signal(1, TradeDirection.Short, "BOUNCE", 50_000, 50_500, 49_500, 49_000, new Channel(48_900, 50_400, 2, 2));
        StatusTrade At(double? price) => StatusTrade.Of(new StoredTrade(1, new Position(signal, 10_000), null), price, 0.1m, new MoneyRules());

        // A loss of 1.5 % of 10,000 at a stop 1 % away: a position of 15,000.
        Assert.Equal(("ACTIVE", false, 0.37, 0.37, 0, 55.5), Shown(At(49_815)));
        Assert.Equal(("ACTIVE", false, 0, 0, 0, -0.3), Shown(At(50_001)));
        Assert.Equal(("ACTIVE", false, 0, 0, 0, 0), Shown(At(null)));
        Assert.False(double.IsNegative(At(50_001).UnrealizedPnl));

        static (string, bool, double, double, double, double) Shown(StatusTrade t) =>
            (t.Status, t.Tp1ProfitTaken, t.PnlPct, t.UnrealizedPnl, t.Tp1ProfitUsd, t.UnrealizedPnlUsd);
    }

    [Fact]
    public async Task The_status_shows_the_last_ten_signals_newest_first()
    {
        Show(new TraderSnapshot(
            Trader, "Channel bounce", TraderPhase.Following, null, 1, 2, 101.5, null, Account.Start(10_000), [],
            [.. Enumerable.Range(1, 12).Select(i => new StoredSignal(i, Taken with { Time = i * 900_000 }))], null));

        var status = await _server.GetJsonAsync("/status");

        Assert.Equal(
            Enumerable.Range(3, 10).Reverse().Select(i => i * 900_000L),
            status.GetProperty("recent_signals").EnumerateArray().Select(s => s.GetProperty("timestamp").GetInt64()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", status.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task Before_anything_is_known_the_status_is_empty_and_not_an_error()
    {
        await using var server = await WebServer.StartAsync();

        var status = await server.GetJsonAsync("/status");

        Assert.Equal("null", status.GetProperty("channel").GetRawText());
        Assert.Empty(status.GetProperty("strategies").EnumerateObject());
    }

    [Fact]
    public async Task Signals_trades_and_equity_are_read_by_page()
    {
        var trade = new Trade(new Position(Taken, 10_000, 5), 1_700_005_500_000, 100.1698, ExitReason.Stop, -0.0033, -150, 36.5, -186.5, 9_813.5);
        _server.System.Readers = m => m switch
        {
            ReaderProtocol.ReadSignals q when q.Trader == Trader && q.Bounds == new PageBounds(null, 9, 5_000) => new ReaderProtocol.SignalsRead([new StoredSignal(7, Taken)]),
            ReaderProtocol.ReadTrades q when q.Trader == Trader && q.Bounds == new PageBounds(1_704_067_200_000, null, 2) => new ReaderProtocol.TradesRead([new StoredTrade(7, trade.Position, trade)]),
            ReaderProtocol.ReadEquity q when q.Trader == Trader && q.Bounds == new PageBounds(null, null, 1_000) => new ReaderProtocol.EquityRead([new EquityPoint(1, 10_000, 0)]),
            _ => null,
        };

        var signals = await _server.GetJsonAsync("/api/paper/signals?before=9&limit=999999");
        var trades = await _server.GetJsonAsync("/api/paper/trades?after=2024-01-01&limit=2&symbol=btcusdt&exchange=BINANCE&strategy=no_ml");
        var equity = await _server.GetJsonAsync("/api/paper/equity");

        Assert.Equal(("NO_ML", "binance", "BTCUSDT"), (signals.GetProperty("strategy").GetString()!, signals.GetProperty("exchange").GetString()!, signals.GetProperty("symbol").GetString()!));
        Assert.Equal(
            """{"id":7,"time":1700000100000,"direction":"LONG","setup":"BOUNCE","entry":100.5,"stop":100.1698,"tp1":101.625,"tp2":102.794,"channelSupport":100.25,"channelResistance":103,"supportTouches":2,"resistanceTouches":3}""",
            signals.GetProperty("signals")[0].GetRawText());
        Assert.Equal(
            """{"signalId":7,"status":"CLOSED","entryTime":1700000100000,"exitTime":1700005500000,"direction":"LONG","entry":100.5,"stop":100.1698,"tp1":101.625,"tp2":102.794,"tp1Hit":false,"tp1Time":null,"entryCapital":10000,"candlesHeld":5,"exitReason":"STOP","exitPrice":100.1698,"pnlPct":-0.0033,"gross":-150,"fees":36.5,"net":-186.5,"capital":9813.5}""",
            trades.GetProperty("trades")[0].GetRawText());
        Assert.Equal("""[{"time":1,"capital":10000,"drawdown":0}]""", equity.GetProperty("equity").GetRawText());
    }

    [Theory]
    [InlineData("/status?symbol=%20", HttpStatusCode.BadRequest)]
    [InlineData("/status?exchange=bybit", HttpStatusCode.NotFound)]
    [InlineData("/api/paper/trades?strategy=MARTINGALE", HttpStatusCode.BadRequest)]
    [InlineData("/api/paper/trades?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/paper/equity?before=now", HttpStatusCode.BadRequest)]
    [InlineData("/api/paper/trades?after=2024-02-30", HttpStatusCode.BadRequest)]
    [InlineData("/api/paper/signals?symbol=ethusdt", HttpStatusCode.NotFound)]
    public async Task A_wrong_or_untraded_symbol_is_refused(string path, HttpStatusCode status) => await _server.AssertProblemAsync(path, status);

    [Fact]
    public async Task Subscribers_of_a_contract_get_its_trades_and_signals_after_their_commit()
    {
        _server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));
        using var follower = await SocketClient.ConnectAsync(_server);
        using var other = await SocketClient.ConnectAsync(_server);
        await follower.SendAsync("""{"type":"subscribe","symbol":"btcusdt","exchange":"binance","tf":60}""");
        await follower.ReadAsync("history");
        await other.SendAsync("""{"type":"subscribe","symbol":"ethusdt","exchange":"binance"}""");
        await other.ReadAsync("history");
        var trade = new Trade(new Position(Taken, 10_000, 5), 1_700_005_500_000, 100.1698, ExitReason.Stop, -0.0033, -150, 36.5, -186.5, 9_813.5);

        var step = new CandleOutcome(1_700_005_500_000, null, Taken with { Time = 1_700_005_500_000 }, [trade], [], Account.Start(1));
        _server.Commits.Publish(new WriterProtocol.TraderStepCommitted(Trader, step, 8));
        _server.Commits.Publish(new WriterProtocol.CandlesCommitted(
            new SeriesKey(new Instrument(Exchange.Binance, "ETHUSDT"), Interval.M15), WriteLane.Sync, [Some.CandleAt(Some.Start + 900_000)], 99));

        var told = await follower.ReadAsync("trade");
        Assert.Equal(("NO_ML", "binance:btcusdt", 1_700_005_500_000), (told.GetProperty("strategy").GetString()!, told.GetProperty("symbol").GetString()!, told.GetProperty("time").GetInt64()));
        Assert.Equal("STOP", told.GetProperty("trade").GetProperty("exitReason").GetString());
        Assert.Equal(8, (await follower.ReadAsync("signal")).GetProperty("signal").GetProperty("id").GetInt64());
        await other.ReadAsync("candle");
    }

    private void Show(TraderSnapshot trader) => _server.Services.GetRequiredService<TraderBoard>().Show(trader);
}
