using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing;
using Instrument = CryptoFlow.Market.Instrument;
using Interval = CryptoFlow.Market.Interval;

namespace CryptoFlow.EndToEnd;

/// <summary>The program finds missing candles wherever they are, asks for them, and never invents one.</summary>
public sealed class HoleTests
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    /// <summary>So old that no sync reads these candles.</summary>
    private static readonly long Old = Interval.M15.Floor(SceneOptions.Now) - (1_300 * Interval.M15.Milliseconds);

    [Fact]
    public async Task Rows_deleted_while_the_system_is_stopped_are_found_at_the_start_and_filled_and_the_ledger_says_so()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        await scene.StopHostAsync();
        Delete(scene, Hole(0, 50));
        Delete(scene, Hole(60, 1));

        await scene.StartHostAsync();
        var run = Assert.Single(await scene.FilledAsync());

        Assert.Equal((BackfillPhase.Completed, 51L), (run.Phase, run.Series.Sum(s => s.CandlesStored)));
        Assert.Empty(scene.Differences());
        Assert.Equal("filled", Verdict(scene, Hole(0, 50)));
        Assert.Equal("filled", Verdict(scene, Hole(60, 1)));
    }

    [Fact]
    public async Task Rows_deleted_while_it_runs_are_filled_by_the_next_run_that_asks_for_them_alone()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        Delete(scene, Hole(0, 50));

        var run = await scene.Host.BackfillAsync(Exchange.Binance);

        Assert.Equal((BackfillPhase.Completed, 1, 50L), (run.Phase, run.Plan!.Requests, run.Plan.Candles));
        Assert.Empty(scene.Differences());
        Assert.Equal("filled", Verdict(scene, Hole(0, 50)));
    }

    [Fact]
    public async Task Candles_that_the_exchange_lacks_are_confirmed_missing_after_some_asks_and_asked_for_again_by_a_user()
    {
        var hole = Hole(0, 10);
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Settings = [("Collector:ConfirmMissingAfterAsks", "2"), ("Collector:GapRetrySeconds", "1"), ("Collector:PollIntervalSeconds", "3600")],
            Market = new SimulatorOptions
            {
                StartMs = SceneOptions.Now,
                Speed = 0,
                Holes = [new Hole(Venue.Binance, "BTCUSDT", null, hole.From, hole.To)],
            },
        });
        await Testing.Poll.UntilAsync(() => Verdict(scene, hole), verdict => verdict == "confirmed_missing");
        var asked = scene.Requests(Exchange.Binance, "klines");

        // The program's own searches ask for a confirmed gap only once a day. A user's run always asks for it.
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal((1, 10L), ((await scene.Host.BackfillAsync(Exchange.Binance)).Plan!.Requests, (await scene.Host.BackfillAsync(Exchange.Binance)).Plan!.Candles));
            Assert.InRange(scene.Requests(Exchange.Binance, "klines"), asked + i, asked + (4 * i));
        }

        Assert.Empty(scene.Differences());
        await Testing.Poll.UntilAsync(scene.Host.HealthAsync, health => health.Series[0] is { OpenGaps: 0, ConfirmedMissing: 1 });
        using var file = scene.OpenFile();
        Assert.Equal(2, file.Scalar<long>("SELECT asks FROM gaps WHERE verdict = 'confirmed_missing'"));
    }

    [Theory]
    [InlineData(Exchange.Binance, Venue.Binance, "/fapi/v1/klines")]
    [InlineData(Exchange.Bybit, Venue.Bybit, "/v5/market/kline")]
    [InlineData(Exchange.Bitget, Venue.Bitget, "/api/v2/mix/market/history-candles")]
    public async Task What_was_confirmed_missing_is_stored_by_a_users_run_once_the_exchange_has_it(Exchange exchange, Venue venue, string path)
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [exchange],
            HistoryDays = 12,
            Settings = [("Collector:ConfirmMissingAfterAsks", "1"), ("Collector:PollIntervalSeconds", "3600")],
        });
        Delete(scene, Hole(200, 3));
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.EmptyPage, Venue = venue, Endpoint = path, Count = null });
        await scene.Host.BackfillAsync(exchange);
        Assert.Equal("confirmed_missing", Verdict(scene, Hole(200, 3)));
        scene.Market.Faults.Clear();

        var run = await scene.Host.BackfillAsync(exchange);

        Assert.Equal((BackfillPhase.Completed, 3L), (run.Phase, run.Series.Sum(s => s.CandlesStored)));
        Assert.Empty(scene.Differences());
    }

    /// <summary>An empty answer about one interval does not count as an ask of another interval.</summary>
    [Theory]
    [InlineData(Exchange.Binance, Venue.Binance)]
    [InlineData(Exchange.Bybit, Venue.Bybit)]
    [InlineData(Exchange.Bitget, Venue.Bitget)]
    public async Task Where_the_days_of_an_exchange_begin_later_than_its_quarters_the_quarters_are_fetched(Exchange exchange, Venue venue)
    {
        var noDayBefore = new Hole(venue, "BTCUSDT", "1d", 0, SceneOptions.Now - (20 * 86_400_000L));
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [exchange],
            Timeframes = ["15m", "1d"],
            HistoryDays = 60,
            Settings = [("Collector:ConfirmMissingAfterAsks", "1"), ("Collector:PollIntervalSeconds", "3600")],
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Holes = [noDayBefore] },
        });

        Assert.Empty(scene.Differences());
        using var file = scene.OpenFile();
        Assert.Equal(60 * 96, file.Scalar<long>("SELECT count(*) FROM candles_15"), tolerance: 96);
        Assert.Equal(0, file.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict = 'confirmed_missing' AND interval = 15"));
    }

    /// <summary>If every seventh candle of one page is missing, one request fetches all of them.</summary>
    [Fact]
    public async Task Every_seventh_candle_deleted_costs_the_pages_that_hold_them()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        using (var file = scene.OpenFile(readOnly: false))
            Assert.InRange(file.Execute("DELETE FROM candles_15 WHERE time / 900000 % 7 = 0"), 200, 210);

        var run = await scene.Host.BackfillAsync(Exchange.Binance);

        Assert.Equal((BackfillPhase.Completed, 2), (run.Phase, run.Plan!.Requests));
        Assert.InRange(run.Plan.Candles, 200, 210);
        Assert.Equal(run.Plan.Candles, run.Series.Sum(s => s.CandlesStored));
        Assert.Empty(scene.Differences());
    }

    [Theory]
    [InlineData(Exchange.Binance, 4)]
    [InlineData(Exchange.Bybit, 4)]
    [InlineData(Exchange.Bitget, 110)]
    public async Task A_market_younger_than_the_history_costs_few_requests_and_its_ledger_says_before_listing(Exchange exchange, int requests)
    {
        var listed = SceneOptions.Now - (3 * 86_400_000L);
        var venue = new VenueOptions { Symbols = [new SymbolOptions("NEWUSDT") { ListedAt = listed }] };
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Exchanges = [exchange],
            Symbols = ["NEWUSDT"],
            HistoryDays = 200,
            Settings = [("Collector:ConfirmMissingAfterAsks", "1"), ("Collector:PollIntervalSeconds", "3600")],
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Binance = venue, Bybit = venue, Bitget = venue },
        });

        Assert.Empty(scene.Differences());
        using var file = scene.OpenFile();
        var first = file.Scalar<long>("SELECT min(time) FROM candles_15");
        Assert.InRange(first, Interval.M15.Floor(listed), Interval.M15.Ceiling(listed));
        Assert.Equal(
            [("confirmed_missing", 1L, first)],
            file.Query("SELECT verdict, before_listing, to_time FROM gaps WHERE verdict <> 'filled'", r => (r.GetString(0), r.GetInt64(1), r.GetInt64(2))));
        var pathEnd = exchange switch { Exchange.Binance => "klines", Exchange.Bybit => "kline", _ => "candles" };
        Assert.InRange(scene.Requests(exchange, pathEnd), 2, requests);
    }

    /// <summary>These rows lie before the history window, or come from a user's run of more days. Without this rule they would stay open for ever.</summary>
    [Fact]
    public async Task What_a_run_of_more_days_found_missing_is_settled_by_the_searches_of_the_usual_history()
    {
        var listed = SceneOptions.Now - (10 * 86_400_000L);
        var venue = new VenueOptions { Symbols = [new SymbolOptions("NEWUSDT") { ListedAt = listed }] };
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions
        {
            Symbols = ["NEWUSDT"],
            HistoryDays = 5,
            Settings = [("Collector:ConfirmMissingAfterAsks", "2"), ("Collector:GapRetrySeconds", "1"), ("Collector:PollIntervalSeconds", "3600")],
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Binance = venue },
        });

        await scene.Host.BackfillAsync(Exchange.Binance, BackfillScope.All with { Days = 100 });

        await Testing.Poll.UntilAsync(scene.Host.HealthAsync, health => health.Series[0] is { OpenGaps: 0, ConfirmedMissing: 1 });
    }

    [Fact]
    public async Task Rows_that_another_program_adds_are_counted_at_the_next_search()
    {
        await using var scene = await CollectorScene.StartFilledAsync();
        using (var file = scene.OpenFile(readOnly: false))
        {
            file.Execute($"""
                INSERT INTO candles_15 (symbol, time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count)
                SELECT symbol, time - 86400000 * 30, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count
                FROM candles_15 WHERE symbol = '{Series.Instrument.StorageKey}' LIMIT 7
                """);
        }

        await scene.Host.BackfillAsync(Exchange.Binance);

        using var read = scene.OpenFile();
        var rows = read.Scalar<long>("SELECT count(*) FROM candles_15");
        Assert.Equal(rows, read.Scalar<long>("SELECT row_count FROM series"));
        var health = await Testing.Poll.UntilAsync(scene.Host.HealthAsync, h => h.Series[0].Stats.Rows == rows);
        Assert.Equal(rows, health.RowsByInterval[Interval.M15]);
    }

    private static TimeRange Hole(int at, int candles) =>
        new(Old + (at * Interval.M15.Milliseconds), Old + ((at + candles) * Interval.M15.Milliseconds));

    private static void Delete(CollectorScene scene, TimeRange range)
    {
        using var file = scene.OpenFile(readOnly: false);
        Assert.Equal(range.Count(Interval.M15), file.Execute($"DELETE FROM candles_15 WHERE time >= {range.From} AND time < {range.To}"));
    }

    private static string? Verdict(CollectorScene scene, TimeRange range)
    {
        using var file = scene.OpenFile();
        return file
            .Query($"SELECT verdict FROM gaps WHERE from_time = {range.From} AND to_time = {range.To}", row => row.GetString(0))
            .LastOrDefault();
    }
}
