using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Cluster.Placement;
using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Cluster.Tests.Placement;

/// <summary>A series that was added at run time, when the node that collects it dies: a node with the database, and two that collect.</summary>
public sealed class AddedSeriesMoveTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = HangGuard.Limit;
    private static readonly SeriesKey Added = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.M1);

    private readonly TempDirectory _directory = new();
    private readonly List<PlacementNode> _nodes = [];
    private ExchangeSimulator _market = null!;

    private PlacementNode Database => _nodes[0];

    private string File => _directory.File("candles.db");

    public async Task InitializeAsync()
    {
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0 });
        foreach (var role in new[] { NodeRoles.DatabaseName, NodeRoles.CollectorName, NodeRoles.CollectorName })
            _nodes.Add(await PlacementNode.StartAsync(_nodes.FirstOrDefault(), Settings(), role));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
            await node.DisposeAsync();
        await _market.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_next_node_completes_the_first_backfill_in_whose_middle_the_node_died_and_goes_on_collecting()
    {
        var owner = await Poll.UntilAsync<PlacementNode?>(OwnerAsync, node => node is not null, Patience);
        await ReportedAsync(c => c is { Phase: CollectorPhase.Collecting, Backfill.HasEnded: true });

        // A page takes a moment, so that the history of 20 pages is not complete at once.
        _market.Faults.Add(new Fault { Kind = FaultKind.SlowBody, Venue = Venue.Bybit, Symbol = "ETHUSDT", Interval = "1m", Count = null, DelayMs = 400 });
        await Database.Actor<DbWriterActor>().Ask<AddedSeriesChanged>(new ChangeAddedSeries(WriteId.New(), [Added], [], Patience), Patience);
        Assert.IsType<SeriesFollowed>(await Database.Actor<CollectorManagerActor>().Ask<object>(new FollowSeries(Exchange.Bybit, Patience), Patience));
        var stored = await Poll.UntilAsync(Rows, rows => rows > 3_000, Patience);
        owner!.Crash();
        _nodes.Remove(owner);
        _market.Faults.Clear();
        Assert.True(stored < 20_000, $"{stored} candles are stored already: the backfill was not in its middle.");

        await Poll.UntilAsync(Differences, d => d.Count == 0, Patience);
        Assert.Equal(_nodes[1], await OwnerAsync());
        var state = await ReportedAsync(c => c is { Phase: CollectorPhase.Collecting, LastSyncAt: not null });
        Assert.Equal([Added], state.Added.AsEnumerable());

        _market.Clock.Advance(5 * Added.Interval.Milliseconds);
        await Poll.UntilAsync(Differences, d => d.Count == 0, Patience);
        using var file = new ForeignConnection(File, readOnly: true);
        Assert.Equal(Added.Interval.Floor(_market.Clock.NowMs) - Added.Interval.Milliseconds, file.Scalar<long>("SELECT max(time) FROM candles_1"));
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Database:Path"] = File,
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Collector:RequestsInFlight"] = "2",
        ["PaperTrading:Enabled"] = "false",
        ["Exchanges:binance:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",
        ["Exchanges:bybit:HistoryDays"] = "14",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:BaseUrl"] = _market.BaseAddress(Venue.Bybit).ToString(),
    };

    /// <summary>The node that collects; null if there is none now.</summary>
    private async Task<PlacementNode?> OwnerAsync()
    {
        foreach (var node in _nodes.Skip(1))
        {
            if ((await node.EntitiesAsync<CollectorRegion>()).Length > 0)
                return node;
        }

        return null;
    }

    private async Task<CollectorState> ReportedAsync(Predicate<CollectorState> expected) =>
        (await Poll.UntilAsync(() => Database.Health?.Collectors.FirstOrDefault(), c => c is not null && expected(c), Patience))!;

    private long Rows()
    {
        using var file = new ForeignConnection(File, readOnly: true);
        return file.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'candles_1'") == 0 ? 0 : file.Scalar<long>("SELECT count(*) FROM candles_1");
    }

    private List<string> Differences()
    {
        using var file = new ForeignConnection(File, readOnly: true);
        var plan = Database.Services.GetRequiredService<CollectionPlan>();
        return ExchangeTruth.Differences(file, _market, Added, ExchangeTruth.HistoryOf(plan, Added, _market.Clock.NowMs) with { To = long.MaxValue });
    }
}
