using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorProtocol;
using Instrument = CryptoFlow.Market.Instrument;
using Interval = CryptoFlow.Market.Interval;

namespace CryptoFlow.EndToEnd;

/// <summary>Which series a run collects, and what it reports if there is nothing to collect.</summary>
public sealed class RunScopeTests
{
    [Fact]
    public async Task A_run_ends_incomplete_with_a_sentence_when_the_exchange_does_not_answer_at_all()
    {
        await using var scene = await CollectorScene.CreateAsync(new SceneOptions { Periodic = false });
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.ConnectionReset, Venue = Venue.Binance, Count = null });
        await scene.StartHostAsync();

        var run = await scene.Host.BackfillAsync(Exchange.Binance);

        Assert.Equal(BackfillPhase.Incomplete, run.Phase);
        Assert.StartsWith("Binance: ", run.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_asked_for_after_a_sync_in_vain_starts_without_waiting_for_another_one()
    {
        await using var scene = await CollectorScene.CreateAsync(new SceneOptions { Periodic = false });
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.EmptyBody, Venue = Venue.Binance, Endpoint = "/fapi/v1/klines" });
        await scene.StartHostAsync();
        await scene.Host.CollectorAsync(Exchange.Binance, c => c.Phase == CollectorPhase.Waiting);

        Assert.Equal(BackfillPhase.Completed, (await scene.Host.BackfillAsync(Exchange.Binance)).Phase);
        Assert.Empty(scene.Differences());
    }

    [Fact]
    public async Task A_run_collects_its_scope_and_nothing_else()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions
        {
            Exchanges = [Exchange.Binance, Exchange.Bybit],
            Symbols = ["BTCUSDT", "ETHUSDT"],
            Timeframes = ["15m", "1h"],
            HistoryDays = 60,
            Periodic = false,
        });
        var run = await scene.Host.BackfillAsync(Exchange.Bybit, new BackfillScope(null, "ETHUSDT", Interval.M15, Days: 12));

        // A sync has stored the newest 999 candles of each series. The run has stored the rest of the twelve days of one series.
        var progress = Assert.Single(run.Series);
        Assert.Equal("BYBIT:ETHUSDT 15m", progress.Series.ToString());
        Assert.InRange(progress.CandlesStored, (12 * 96) - 1_001, (12 * 96) - 998);
        using var file = scene.OpenFile();
        Assert.InRange(Rows("BYBIT:ETHUSDT"), (12 * 96) - 1, (12 * 96) + 1);
        Assert.InRange(Rows("BYBIT:BTCUSDT"), 998, 1_000);
        Assert.Equal(0, file.Scalar<long>("SELECT count(*) FROM gaps WHERE symbol <> 'BYBIT:ETHUSDT' OR interval <> 15"));

        var nothing = Assert.IsType<BackfillRefused>(
            await scene.Host.StartBackfillAsync(RunId.New(), BackfillScope.All with { Exchange = Exchange.Bitget }));
        Assert.Equal(BackfillRefusal.NothingInScope, nothing.Reason);

        long Rows(string symbol) => file.Scalar<long>($"SELECT count(*) FROM candles_15 WHERE symbol = '{symbol}'");
    }

    [Fact]
    public async Task Symbols_that_are_not_traded_are_left_out_and_named_and_the_others_collected()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Symbols = ["BTCUSDT", "HALTUSDT", "NOPEUSDT"],
            HistoryDays = 3,
            Market = new SimulatorOptions
            {
                StartMs = SceneOptions.Now,
                Speed = 0,
                Binance = new VenueOptions { Symbols = ["BTCUSDT", new SymbolOptions("HALTUSDT") { Status = InstrumentStatus.Delivering }] },
            },
        });

        var collector = await scene.Host.CollectorAsync(Exchange.Binance, c => c.Phase == CollectorPhase.Collecting);
        Assert.Equal(["HALTUSDT", "NOPEUSDT"], collector.UnknownSymbols.Keys.Order());
        Assert.Equal("unknown", collector.UnknownSymbols["NOPEUSDT"]);
        Assert.NotEqual("unknown", collector.UnknownSymbols["HALTUSDT"]);
        Assert.Empty(scene.Differences(new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15)));
        using var file = scene.OpenFile();
        Assert.Equal(1, file.Scalar<long>("SELECT count(DISTINCT symbol) FROM candles_15"));
    }

    [Fact]
    public async Task Where_no_symbol_is_traded_a_run_is_refused_and_says_which()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Symbols = ["NOPEUSDT"] });
        var waiting = await scene.Host.CollectorAsync(Exchange.Binance, c => c.Phase == CollectorPhase.Waiting);

        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));

        Assert.Equal((BackfillRefusal.NotTraded, "Binance does not trade NOPEUSDT (\"unknown\")."), (refused.Reason, refused.Detail));
        Assert.Equal("None of the configured symbols is traded.", waiting.Detail);
    }

    [Fact]
    public async Task Without_collectors_a_run_is_refused()
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Settings = [("Collector:Enabled", "false")] });
        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New()));
        Assert.Equal(BackfillRefusal.NotCollecting, refused.Reason);
    }
}
