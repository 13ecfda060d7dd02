using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Monitoring;
using CryptoFlow.Retries;
using CryptoFlow.Simulator;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>The paper trader as it runs in the program, on a real file. The test decides when candles arrive.</summary>
public sealed class LiveTradingTests : IDisposable
{
    private const int PageSize = 500;

    private static readonly TimeSpan Patience = HangGuard.Limit;
    private static readonly SeriesKey Lower = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Higher = Lower with { Interval = Interval.H1 };
    private static readonly TraderKey Trader = TraderSetups.Keys(new PaperTradingOptions { From = "history" }).Single();

    private readonly TempDirectory _directory = new();
    private readonly ITestOutputHelper _output;

    public LiveTradingTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public async Task A_trader_that_is_stopped_at_any_candle_has_the_trades_of_the_stored_candles()
    {
        var (market, chance) = Market();
        var sent = 0;
        for (var life = 0; sent < market.Length; life++)
        {
            await using var host = await StartAsync();
            for (var pages = chance.Next(1, 4); pages > 0 && sent < market.Length; pages--)
            {
                var count = Math.Min(chance.Next(1, PageSize), market.Length - sent);
                await StoreAsync(host, market.Slice(sent, count));
                sent += count;
            }

            // Some starts end in the middle of the work, others after all work is done.
            if (chance.Next(2) == 0)
                await ProcessedAsync(host, market[sent - 1].OpenTime);
        }

        await using var last = await StartAsync();
        var trader = await ProcessedAsync(last, market[^1].OpenTime);
        await AssertAsBacktestAsync(last, market);
        Assert.Equal((0, market[^1].OpenTime), (trader.Parity!.Differences, trader.Parity.UpTo));
        Assert.True(trader.Parity.Compared > 0);
    }

    [Fact]
    public async Task A_trader_waits_at_missing_candles_that_may_still_come_and_continues_when_they_are_stored()
    {
        var (market, _) = Market();
        var hole = market.Length / 2;
        await using var host = await StartAsync();
        await StoreAsync(host, market[..hole]);
        await ProcessedAsync(host, market[hole - 1].OpenTime);

        await RecordGapAsync(host, Lower, new TimeRange(market[hole].OpenTime, market[hole + 2].OpenTime), confirmed: false);
        await StoreAsync(host, market[(hole + 2)..]);
        var waiting = await TraderAsync(host, t => t.Phase == TraderPhase.AwaitingCandles);
        Assert.Equal(market[hole - 1].OpenTime, waiting.LastTime);
        var health = await Poll.UntilAsync(() => host.HealthAsync(), h => h.Components.Any(c => c.Name == HealthRules.TradingComponent && c.Status == HealthStatus.Degraded), Patience);
        Assert.Contains(health.Reasons, r => r.Contains("are missing from", StringComparison.Ordinal));

        await StoreAsync(host, market[hole..(hole + 2)]);
        await ProcessedAsync(host, market[^1].OpenTime);
        await AssertAsBacktestAsync(host, market);
    }

    [Fact]
    public async Task After_candles_that_the_exchange_does_not_have_the_trader_continues_with_the_stored_hours()
    {
        var (whole, _) = Market();

        // The hole starts at the second quarter of an hour and lasts more than five hours. Some of these hours exist only as stored 1h candles.
        var hole = (whole.Length / 8 * 4) + 1;
        ImmutableArray<Candle> market = [.. whole[..hole], .. whole[(hole + 22)..]];
        ImmutableArray<Candle> hours = [.. Hours(whole).Where(h => h.OpenTime != Interval.H1.Floor(whole[hole + 8].OpenTime))];
        var range = new TimeRange(whole[hole].OpenTime, whole[hole + 22].OpenTime);
        await using (var host = await StartAsync())
        {
            await StoreAsync(host, hours, Higher);
            await StoreAsync(host, market[..hole]);
            await ProcessedAsync(host, market[hole - 1].OpenTime);
            await RecordGapAsync(host, Lower, range, confirmed: false);
            foreach (var candle in market[hole..(hole + 50)])
                await StoreAsync(host, [candle]);
            await StoreAsync(host, market[(hole + 50)..]);
            await TraderAsync(host, t => t.Phase == TraderPhase.AwaitingCandles);

            await RecordGapAsync(host, Lower, range, confirmed: true);

            Assert.Equal(0, (await ProcessedAsync(host, market[^1].OpenTime)).Parity!.Differences);
            await AssertAsBacktestAsync(host, market, hours);
        }

        await using var again = await StartAsync();
        Assert.Equal(0, (await ProcessedAsync(again, market[^1].OpenTime)).Parity!.Differences);
    }

    [Fact]
    public async Task A_revised_candle_of_a_trade_is_a_difference_until_another_record_starts()
    {
        var (market, _) = Market();
        await using var host = await StartAsync();
        await StoreAsync(host, market);
        await ProcessedAsync(host, market[^1].OpenTime);
        var traded = (await TradesAsync(host))[0].Position.Signal.Time;

        var candle = market.Single(c => c.OpenTime == traded);
        await StoreAsync(host, [candle with { Open = candle.Open * 3, High = candle.High * 3, Low = candle.Low * 3, Close = candle.Close * 3 }]);

        var trader = await TraderAsync(host, t => t.Parity is { Differences: > 0 });
        Assert.Contains("Revision 1 (sync, ", trader.Parity!.First, StringComparison.Ordinal);
        await Poll.UntilAsync(() => host.HealthAsync(), h => h.Reasons.Any(r => r.Contains("differ from what the stored candles give", StringComparison.Ordinal)), Patience);
    }

    [Fact]
    public async Task A_deleted_candle_of_a_trade_is_a_difference()
    {
        var (market, _) = Market();
        await using var host = await StartAsync();
        await StoreAsync(host, market);
        await ProcessedAsync(host, market[^1].OpenTime);
        var traded = (await TradesAsync(host))[0].Position.Signal.Time;

        await StoreAsync(host, remaining => new DeleteCandles(WriteId.New(), RunId.New(), Lower, [traded], remaining));

        await TraderAsync(host, t => t.Parity is { Differences: > 0 });
    }

    /// <summary>Another program changes the file. This replaces a commit whose message was lost.</summary>
    [Fact]
    public async Task A_trader_reads_the_stored_candles_again_after_lost_commits()
    {
        var (market, _) = Market();
        await using var host = await StartAsync();
        await StoreAsync(host, market);
        await ProcessedAsync(host, market[^1].OpenTime);
        var traded = (await TradesAsync(host))[0].Position.Signal.Time;
        using (var foreign = new ForeignConnection(_directory.File("candles.db")))
            Assert.Equal(1, foreign.Execute($"UPDATE candles_15 SET open = open * 3, high = high * 3, low = low * 3, close = close * 3 WHERE time = {traded}"));

        Assert.IsType<LocalCommitFeed>(host.Commits).PublishReset();

        await TraderAsync(host, t => t.Parity is { Differences: > 0 });
    }

    [Fact]
    public async Task A_strategy_without_channels_that_closes_by_order_trades_live_as_its_backtest_does_across_restarts()
    {
        var trader = TraderSetups.Keys(new PaperTradingOptions { From = "history", Strategies = [MovingAverageCrossStrategy.Name] }).Single();
        var (quarters, chance) = Market();
        ImmutableArray<Candle> market = [.. Hours(quarters)];
        for (var sent = 0; sent < market.Length;)
        {
            await using var host = await StartAsync(trader.Strategy);
            var count = Math.Min(chance.Next(50, 250), market.Length - sent);
            await StoreAsync(host, market.Slice(sent, count), Higher);
            sent += count;
            if (sent == market.Length || chance.Next(2) == 0)
                await ProcessedAsync(host, market[sent - 1].OpenTime);
        }

        await using var last = await StartAsync(trader.Strategy);
        var shown = await ProcessedAsync(last, market[^1].OpenTime);
        var feed = new SessionFeed(new MovingAverageCrossStrategy(new MovingAverageCrossOptions()), new MoneyRules(), market[0].OpenTime);
        Trade[] expected = [.. market.SelectMany(c => feed.AddTraded(c)!.Closed).OrderBy(t => t.Signal.Time)];
        var recorded = await TradesAsync(last, trader);
        Assert.Equal(0, shown.Parity!.Differences);
        Assert.Contains(expected, t => t.Reason == ExitReason.Signal);
        Assert.Equal(expected, recorded.Select(t => t.Closed).OfType<Trade>());
        Assert.Equal<Position>(feed.Session.Open, recorded.Where(t => t.Closed is null).Select(t => t.Position));
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Some weeks of a market that stays in channels, so that the strategy trades. The candles are always the same; how they arrive is random.</summary>
    private (ImmutableArray<Candle> Lower, Random Chance) Market()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount & 0xFFFFFF;
        _output.WriteLine($"CRYPTOFLOW_SEED={seed} repeats it");
        var market = RandomMarket.Make(new MarketPlan(
            Seed: 1, Hours: 600, StartQuarter: 0, Price: 40_000, Ticks: 100_000, Volatility: 0.0025, Reversion: 0.02, MissingLower: 0, StoredHigher: 0));
        return ([.. market.Lower], new Random(seed));
    }

    private async Task<CollectorHost> StartAsync(string strategy = ChannelBounceStrategy.Name)
    {
        await using var exchanges = await ExchangeSimulator.StartAsync(new SimulatorOptions { Speed = 0 });
        return await CollectorHost.StartAsync(_directory.File("candles.db"), exchanges, new Dictionary<string, string?>
        {
            ["Collector:Enabled"] = "false",
            ["PaperTrading:From"] = "history",
            ["PaperTrading:Strategies"] = strategy,
        });
    }

    private static async Task StoreAsync(CollectorHost host, ImmutableArray<Candle> candles, SeriesKey? series = null)
    {
        foreach (var page in candles.Chunk(PageSize))
            await StoreAsync(host, remaining => new WriteCandles(WriteId.New(), WriteLane.Sync, ChangeSource.Sync, RunId.New(), series ?? Lower, [.. page], remaining));
    }

    private static Task<GapsRecorded> RecordGapAsync(CollectorHost host, SeriesKey series, TimeRange range, bool confirmed)
    {
        var findings = new GapFindings(range, [range], confirmed ? [range] : [], Repairing: false, At: 1, new GapPolicy(ConfirmAfterAsks: 1, TimeSpan.FromSeconds(1)));
        return StoreAsync(host, remaining => new RecordGaps(WriteId.New(), RunId.New(), Pass: 1, series, findings, new SeriesStats(series, 0, null, null, -1), remaining));
    }

    private static IEnumerable<Candle> Hours(IEnumerable<Candle> quarters) => quarters.GroupBy(c => Interval.H1.Floor(c.OpenTime)).Select(hour => new Candle(
        hour.Key, hour.First().Open, hour.Max(c => c.High), hour.Min(c => c.Low), hour.Last().Close, hour.Sum(c => c.Volume), 0, 0, 0, 0));

    private static async Task<T> StoreAsync<T>(CollectorHost host, Func<TimeSpan, IWriteMessage<T>> message)
        where T : class, IWriteReply
    {
        var client = new WriterClient(host.Actor<DbWriterActor>(), TimeProvider.System, RetryPolicy.UntilStored(seed: 1));
        return (await client.SendAsync(message, CancellationToken.None)).Answer!;
    }

    private static Task<TraderSnapshot> ProcessedAsync(CollectorHost host, long time) =>
        TraderAsync(host, t => t.LastTime == time && t.Phase == TraderPhase.Following && t.Parity?.UpTo == time);

    private static async Task<TraderSnapshot> TraderAsync(CollectorHost host, Predicate<TraderSnapshot> expected) =>
        (await Poll.UntilAsync(() => host.Services.GetRequiredService<TraderBoard>().Traders.SingleOrDefault(), t => t is not null && expected(t), Patience))!;

    private static async Task<IReadOnlyList<StoredTrade>> TradesAsync(CollectorHost host, TraderKey? trader = null) => (await host.Actor<DbReaderRouterActor>()
        .Ask<TradesRead>(new ReadTrades(trader ?? Trader, new PageBounds(null, null, 5_000), Patience), Patience)).Trades;

    private static async Task AssertAsBacktestAsync(CollectorHost host, ImmutableArray<Candle> market, ImmutableArray<Candle> hours = default)
    {
        var feed = new SessionFeed(new ChannelBounceStrategy(new ChannelBounceOptions()), new MoneyRules(), market[0].OpenTime);
        foreach (var hour in hours.IsDefault ? [] : hours)
            feed.AddContext(Interval.H1, in hour);
        Trade[] expected = [.. market.SelectMany(c => feed.AddTraded(c)!.Closed).OrderBy(t => t.Signal.Time)];
        var recorded = await TradesAsync(host);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, recorded.Select(t => t.Closed).OfType<Trade>());
        Assert.Equal<Position>(feed.Session.Open, recorded.Where(t => t.Closed is null).Select(t => t.Position));
    }
}
