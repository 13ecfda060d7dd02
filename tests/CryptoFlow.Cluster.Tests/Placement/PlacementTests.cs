using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Collectors;
using CryptoFlow.Market;
using CryptoFlow.Membership;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static CryptoFlow.Collectors.CollectorProtocol;

namespace CryptoFlow.Cluster.Tests.Placement;

/// <summary>
/// Collectors and traders on the nodes of a cluster, against one simulator with the exchanges' real limits: all nodes have the same address. Three real actor
/// systems; a node with the database, and two that collect and trade.
/// </summary>
public sealed class PlacementTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Both = ["binance", "bybit"];
    private static readonly string[] Roles = [NodeRoles.CollectorName, NodeRoles.PaperName];

    /// <summary>Ends a wait that would never end. A busy machine does not reach it.</summary>
    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>A 15m candle in 3 s, so that the trader has steps to record while it moves. Request limits run in real time.</summary>
    private const double MarketSpeed = 300;

    private readonly TempDirectory _directory = new();
    private readonly List<PlacementNode> _nodes = [];
    private ExchangeSimulator _market = null!;

    private PlacementNode Database => _nodes[0];

    public async Task InitializeAsync()
    {
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { Speed = MarketSpeed });
        await StartNodeAsync("db");
        await StartNodeAsync(Roles);
        await StartNodeAsync(Roles);
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
            await node.DisposeAsync();
        await _market.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Each_exchange_and_each_trader_runs_once_and_moves_when_its_node_leaves()
    {
        await SpreadAsync();
        await TradesOnAsync();

        // A node without the role reaches the collector of any exchange, and shows its state.
        var paused = await AskAsync(new PauseCollector(Exchange.Bybit, Patience));
        Assert.IsType<CollectorPaused>(paused);
        await ReportedAsync(Exchange.Bybit, c => c.Phase == CollectorPhase.Paused);
        Assert.IsType<CollectorResumed>(await AskAsync(new ResumeCollector(Exchange.Bybit, Patience)));

        var leaver = await NodeOfAsync("bybit");
        await StopAsync(leaver);
        var left = Assert.Single(_nodes.Skip(1));
        await Poll.UntilAsync(() => left.EntitiesAsync<CollectorRegion>(), e => e.Order().SequenceEqual(Both), Patience);
        await Poll.UntilAsync(() => left.EntitiesAsync<TraderRegion>(), e => e.Length == 1, Patience);

        await CollectsAgainAsync(Exchange.Bybit);
        var run = RunId.New();
        Assert.IsType<BackfillAccepted>(await Poll.UntilAsync(
            () => AskAsync(new StartBackfill(run, BackfillScope.All, Patience)), answer => answer is BackfillAccepted, Patience));
        await TradesOnAsync();
        NothingWasRefused();
        EachCandleWasTradedOnce();
    }

    [Fact]
    public async Task The_exchanges_of_a_node_that_crashes_run_elsewhere_and_wait_for_no_limit()
    {
        await SpreadAsync();
        var crashed = await NodeOfAsync("bybit");
        var last = await ReportedAsync(Exchange.Bybit, c => c.LastSyncAt is not null);
        crashed.Crash();
        _nodes.Remove(crashed);
        var (requests, time) = (RequestsTo(Venue.Bybit), Stopwatch.StartNew());

        var left = Assert.Single(_nodes.Skip(1));
        var removed = Poll.UntilAsync(() => Akka.Cluster.Cluster.Get(left.System).State.Members.Count, members => members == 2, Patience);
        var asked = Poll.UntilAsync(() => RequestsTo(Venue.Bybit), now => now > requests, Patience);
        await removed;
        var (downAfter, downAt) = (time.Elapsed, requests == RequestsTo(Venue.Bybit));
        await asked;
        output.WriteLine($"Removed after {downAfter.TotalSeconds:F1} s (before the first request: {downAt}), first request of the next owner after {time.Elapsed.TotalSeconds:F1} s");

        // An owner that waited for its limits would show them as used up.
        await ReportedAsync(Exchange.Bybit, c =>
        {
            Assert.NotEqual(c.BudgetLimit, c.BudgetUsed);
            return c.LastSyncAt > last.LastSyncAt;
        });
        await TradesOnAsync();
        NothingWasRefused();
        EachCandleWasTradedOnce();
    }

    private async Task StartNodeAsync(params string[] roles)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Database:Path"] = _directory.File("candles.db"),
            ["Collector:Timeframes:0"] = "15m",
            ["Collector:HistoryDays"] = "3",
            ["Collector:PollIntervalSeconds"] = "1",
            ["PaperTrading:Series:0"] = "bybit:BTCUSDT",
            ["PaperTrading:From"] = "history",
            ["Exchanges:bitget:Enabled"] = "false",
        };
        foreach (var (exchange, venue) in new[] { ("binance", Venue.Binance), ("bybit", Venue.Bybit) })
        {
            settings[$"Exchanges:{exchange}:BaseUrl"] = _market.BaseAddress(venue).ToString();
            settings[$"Exchanges:{exchange}:HistoryDays"] = "3";
            settings[$"Exchanges:{exchange}:Symbols:0"] = "BTCUSDT";
        }

        _nodes.Add(await PlacementNode.StartAsync(_nodes.FirstOrDefault(), settings, roles));
    }

    /// <summary>Waits until each node but the first runs one collector, and all of them collect.</summary>
    private async Task SpreadAsync()
    {
        await Poll.UntilAsync(
            () => Task.WhenAll(_nodes.Skip(1).Select(n => n.EntitiesAsync<CollectorRegion>())),
            e => e.All(node => node.Length == 1) && e.SelectMany(node => node).Order().SequenceEqual(Both),
            Patience);
        foreach (var exchange in new[] { Exchange.Binance, Exchange.Bybit })
            await CollectsAgainAsync(exchange);
        var traders = await Poll.UntilAsync(
            () => Task.WhenAll(_nodes.Skip(1).Select(n => n.EntitiesAsync<TraderRegion>())), e => e.Sum(node => node.Length) > 0, Patience);
        Assert.Equal("NO_ML-BYBIT-BTCUSDT", Assert.Single(traders.SelectMany(t => t)));
    }

    private async Task<PlacementNode> NodeOfAsync(string exchange)
    {
        foreach (var node in _nodes.Skip(1))
        {
            if ((await node.EntitiesAsync<CollectorRegion>()).Contains(exchange))
                return node;
        }

        throw new InvalidOperationException($"No node runs {exchange}.");
    }

    private async Task StopAsync(PlacementNode node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    private Task<CollectorState> CollectsAgainAsync(Exchange exchange)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return ReportedAsync(exchange, c => c.Phase == CollectorPhase.Collecting && c.LastSyncAt > now);
    }

    /// <summary>The state of a collector as a node shows it that runs no collector.</summary>
    private async Task<CollectorState> ReportedAsync(Exchange exchange, Predicate<CollectorState> expected) => (await Poll.UntilAsync(
        () => Database.Health?.Collectors.FirstOrDefault(c => c.Exchange == exchange), c => c is not null && expected(c), Patience))!;

    private Task<object> AskAsync(object request) => Database.Actor<CollectorManagerActor>().Ask<object>(request, Patience);

    private long RequestsTo(Venue venue) => _market.Requests(venue).Values.Sum(r => r.Requests);

    private void NothingWasRefused()
    {
        foreach (var venue in new[] { Venue.Binance, Venue.Bybit })
            Assert.Equal(0, _market.Requests(venue).Values.Sum(r => r.Refused));
    }

    /// <summary>The market has no hole, so a record in which a candle was processed twice, or not at all, has another number of candles than its time allows.</summary>
    private void EachCandleWasTradedOnce()
    {
        using var file = new ForeignConnection(_directory.File("candles.db"), readOnly: true);
        var (candles, expected) = Assert.Single(file.Query(
            $"SELECT candles, (last_time - origin) / {Interval.M15.Milliseconds} + 1 FROM strategy_states", row => (row.GetInt64(0), row.GetInt64(1))));
        Assert.Equal(expected, candles);
    }

    private TraderSnapshot? Trader() => Database.Services.GetRequiredService<TraderBoard>().Traders.SingleOrDefault();

    /// <summary>Waits until the trader has processed a candle that closed after this call.</summary>
    private Task<TraderSnapshot?> TradesOnAsync()
    {
        var now = _market.Clock.NowMs;
        return Poll.UntilAsync(Trader, t => t is { Phase: TraderPhase.Following } && t.LastTime >= now - Interval.M15.Milliseconds, Patience);
    }
}
