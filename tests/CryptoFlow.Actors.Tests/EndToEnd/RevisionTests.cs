using CryptoFlow.Collectors;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing;
using Interval = CryptoFlow.Market.Interval;

namespace CryptoFlow.EndToEnd;

/// <summary>
/// Candles that an exchange changes after they have closed. The market's clock moves only when a test moves it. So if the file is right at the
/// end of a test, the program corrected it within the time that the test let pass.
/// </summary>
public sealed class RevisionTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>Within this time the sweep has compared every page once.</summary>
    private const long FirstSweep = 7 * Hour;

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task A_1m_candle_that_is_final_250_s_after_its_close_is_right_at_the_next_sync(Exchange exchange)
    {
        await using var scene = await CollectorScene.StartFilledAsync(Scene(exchange, "1m", days: 1) with { Settings = [Poll, ("Collector:SweepHours", "0")] });
        var closed = Interval.M1.Floor(SceneOptions.Now);

        Revise(scene, exchange, Interval.M1, closedAt: closed - (4 * Minute), candles: 2);
        scene.Market.Clock.Advance(Minute);

        await scene.EqualAsync();
        AssertNothingRefused(scene, exchange);
    }

    [Theory]
    [InlineData(Exchange.Binance, 2)]
    [InlineData(Exchange.Binance, 60)]
    [InlineData(Exchange.Bybit, 2)]
    [InlineData(Exchange.Bybit, 60)]
    [InlineData(Exchange.Bitget, 2)]
    [InlineData(Exchange.Bitget, 60)]
    public async Task A_candle_of_the_newest_three_days_is_right_within_an_hour(Exchange exchange, int hoursAfterClose)
    {
        await using var scene = await SweptAsync(Scene(exchange, "15m", days: 20), exchange);

        Revise(scene, exchange, Interval.M15, scene.Market.Clock.NowMs - (hoursAfterClose * Hour), candles: 3);
        scene.Market.Clock.Advance(Hour);

        await scene.EqualAsync();
        AssertNothingRefused(scene, exchange);
        Assert.Equal(3, (await scene.Host.CollectorAsync(exchange, c => c.Sweep is { Changed: > 0 })).Sweep!.Changed);
    }

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task A_candle_of_15_days_ago_is_right_within_a_day_and_the_traders_and_caches_hear_of_it(Exchange exchange)
    {
        await using var scene = await SweptAsync(Scene(exchange, "15m", days: 20), exchange);
        using var inbox = Akka.Actor.Inbox.Create(scene.Host.System);
        scene.Host.Commits.Subscribe(inbox.Receiver, Storage.CommitKinds.Candles);

        Revise(scene, exchange, Interval.M15, scene.Market.Clock.NowMs - (15 * 24 * Hour), candles: 3);
        scene.Market.Clock.Advance(24 * Hour);

        await scene.EqualAsync();
        AssertNothingRefused(scene, exchange);
        Storage.Writer.WriterProtocol.CandlesCommitted committed;
        do
            committed = (Storage.Writer.WriterProtocol.CandlesCommitted)await inbox.ReceiveAsync(HangGuard.Limit);
        while (committed.Lane != Storage.Writer.WriteLane.Backfill || committed.Changed.Length != 3);
    }

    /// <summary>Off the grid nothing repairs a row; an hour that another program has changed is restored; an hour that the exchange changes alone contradicts it.</summary>
    [Fact]
    public async Task The_sweep_finds_rows_that_are_no_candles_and_tells_faults_from_contradictions_of_the_exchange()
    {
        await using var scene = await SweptAsync(Scene(Exchange.Binance, "15m", days: 20) with { Timeframes = ["15m", "1h"] }, Exchange.Binance);
        Assert.Equal(Collectors.Sweep.FindingTotals.None, (await scene.Host.CollectorAsync(Exchange.Binance, c => c.Sweep is not null)).Sweep!.Found);

        var old = Interval.H1.Floor(scene.Market.Clock.NowMs) - (10 * 24 * Hour);
        using (var file = scene.OpenFile(readOnly: false))
        {
            file.Execute($"UPDATE candles_15 SET time = time + 1 WHERE time = {old}");
            file.Execute($"UPDATE candles_60 SET high = high * 2 WHERE time = {old + (5 * Hour)}");
        }

        Revise(scene, Exchange.Binance, Interval.H1, old + (31 * Hour), candles: 1);
        scene.Market.Clock.Advance(24 * Hour);
        await scene.Host.CollectorAsync(Exchange.Binance, c => c.Sweep is { Changed: >= 2 });
        scene.Market.Clock.Advance(24 * Hour);

        var found = (await scene.Host.CollectorAsync(Exchange.Binance, c => c.Sweep is { Found: { Faults: 1, RollUps: 0, Contradictions: 1 } })).Sweep!.Found;
        Assert.Contains("BINANCE:BTCUSDT 15m", found.First, StringComparison.Ordinal);
        var health = await scene.Host.HealthAsync();
        Assert.Contains(health.Reasons, r => r.Contains("verify --repair", StringComparison.Ordinal));
        Assert.Equal(1, Monitoring.VerificationHealth.Of(health)!.VerifiedShare);
        AssertNothingRefused(scene, Exchange.Binance);
    }

    [Fact]
    public async Task What_was_compared_is_kept_in_the_file_and_a_restart_does_not_begin_anew()
    {
        await using var scene = await SweptAsync(Scene(Exchange.Binance, "15m", days: 20), Exchange.Binance);
        await scene.StopHostAsync();
        long compared;
        using (var file = scene.OpenFile())
            compared = file.Scalar<long>("SELECT count(*) FROM comparisons");

        await scene.StartHostAsync();
        await scene.FilledAsync();
        scene.Market.Clock.Advance(Hour);
        var sweep = (await scene.Host.CollectorAsync(Exchange.Binance, c => c.Sweep is { Pages: > 0 })).Sweep!;

        // Only the page of the newest days is due again. The other pages were compared within the last hours.
        Assert.InRange(compared, 2, 4);
        Assert.All(sweep.Series.Values, v => Assert.Equal(0, v.NeverCompared));
        Assert.InRange(sweep.Pages, 1, 2);
    }

    [Fact]
    public async Task A_run_of_a_range_compares_all_of_it_and_says_how_many_candles_differed()
    {
        await using var scene = await CollectorScene.StartFilledAsync(Scene(Exchange.Bybit, "15m", days: 20) with { Settings = [("Collector:PollIntervalSeconds", "3600")] });
        Revise(scene, Exchange.Bybit, Interval.M15, SceneOptions.Now - (100 * Hour), candles: 5);

        var everything = await scene.Host.BackfillAsync(Exchange.Bybit);
        Assert.Equal((false, 0), (everything.Plan!.Compares, everything.Plan.Requests));
        Assert.NotEmpty(scene.Differences());

        var range = await scene.Host.BackfillAsync(Exchange.Bybit, BackfillScope.All with { Days = 10 });

        Assert.Equal((true, 1, BackfillPhase.Completed), (range.Plan!.Compares, range.Plan.Requests, range.Phase));
        Assert.InRange(range.Plan.Candles, (10 * 96) - 1, 10 * 96);
        Assert.Equal((range.Plan.Candles, 5L, 5L), (range.Series.Sum(s => s.CandlesDone), range.Series.Sum(s => s.CandlesStored), range.Series.Sum(s => s.CandlesChanged)));
        Assert.Empty(scene.Differences());
    }

    private static (string, string) Poll => ("Collector:PollIntervalSeconds", "1");

    private static SceneOptions Scene(Exchange exchange, string timeframe, int days) =>
        new() { Exchanges = [exchange], Timeframes = [timeframe], HistoryDays = days, Settings = [Poll] };

    /// <summary>Starts a scene, waits until the backfill has ended, and waits until the sweep has compared every page once.</summary>
    private static async Task<CollectorScene> SweptAsync(SceneOptions options, Exchange exchange)
    {
        var scene = await CollectorScene.StartFilledAsync(options);
        await scene.Host.CollectorAsync(exchange, c => c.Sweep is not null);
        scene.Market.Clock.Advance(FirstSweep);
        await scene.Host.CollectorAsync(exchange, c => c.Sweep is { } sweep && sweep.Series.Values.All(v => v.NeverCompared == 0));
        await scene.EqualAsync();
        return scene;
    }

    /// <summary>Changes candles at the exchange. The file does not show whether that has succeeded, because the program may correct it at any moment.</summary>
    private static void Revise(CollectorScene scene, Exchange exchange, Interval interval, long closedAt, int candles)
    {
        var end = interval.Floor(closedAt);
        var range = new TimeRange(end - (candles * interval.Milliseconds), end);
        var series = new SeriesKey(new Instrument(exchange, "BTCUSDT"), interval);
        var before = ExchangeTruth.Candles(scene.Market, series, range).ToList();
        scene.Market.Revise(new Revision(ExchangeTruth.VenueOf(exchange), "BTCUSDT", interval.Name, range.From, range.To));
        Assert.Equal(candles, ExchangeTruth.Candles(scene.Market, series, range).Except(before).Count());
    }

    private static void AssertNothingRefused(CollectorScene scene, Exchange exchange) =>
        Assert.All(scene.Market.Requests(ExchangeTruth.VenueOf(exchange)), r => Assert.Equal(0, r.Value.Refused));
}
