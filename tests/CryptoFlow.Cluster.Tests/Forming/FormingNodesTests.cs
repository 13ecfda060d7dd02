using CryptoFlow.Cluster.Tests.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Tests.Forming;

/// <summary>Two nodes on loopback: one serves HTTP and has the database, the other collects from a simulated exchange by its stream.</summary>
public sealed class FormingNodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = HangGuard.Limit;
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M15);

    private readonly TempDirectory _directory = new();
    private ExchangeSimulator _market = null!;

    public async Task InitializeAsync() => _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0 });

    public async Task DisposeAsync()
    {
        await _market.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_node_that_serves_HTTP_shows_the_forming_candle_of_the_node_that_collects_and_nothing_old_when_that_node_is_gone()
    {
        // Of two halves the one with the lowest address stays.
        int[] ports = [.. LoopbackPorts.Take(2).Order()];
        await using var web = await TestNode.StartAsync("db,web", ports[0], ports[..1], _directory.File("candles.db"), Settings());
        var collector = await TestNode.StartAsync("collector", ports[1], ports[..1], "", Settings());
        var forming = web.Services.GetRequiredService<IFormingCandles>();
        var open = Interval.M15.Floor(_market.Clock.NowMs);

        var first = await Poll.UntilAsync(() => forming.Find(Series), f => f is not null, Patience);
        Assert.Equal(open, first!.Candle.OpenTime);
        Assert.Equal(Series, Assert.Single(forming.All).Key);
        _market.Clock.Advance(60_000);
        await Poll.UntilAsync(() => forming.Find(Series), f => f?.ExchangeTime > first.ExchangeTime, Patience);

        // When the candle is committed, its forming values are gone on this node, and those of the next candle come.
        _market.Clock.Advance(Interval.M15.Milliseconds);
        // The exchange's clock goes on meanwhile: a stream that connects again gets no forming candle from a clock that stands still.
        await Poll.UntilAsync(
            () =>
            {
                _market.Clock.Advance(100);
                return forming.Find(Series);
            },
            f => f?.Candle.OpenTime == open + Interval.M15.Milliseconds,
            Patience);

        collector.Crash();
        await Poll.UntilAsync(() => forming.Find(Series), f => f is null, Patience);
        Assert.Empty(forming.All);
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["CryptoFlow:Collector:Enabled"] = "true",
        ["CryptoFlow:Collector:Timeframes:0"] = "15m",
        ["CryptoFlow:Collector:HistoryDays"] = "2",
        ["CryptoFlow:Collector:PollIntervalSeconds"] = "1",
        ["CryptoFlow:Exchanges:binance:Enabled"] = "false",
        ["CryptoFlow:Exchanges:bitget:Enabled"] = "false",
        ["CryptoFlow:Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["CryptoFlow:Exchanges:bybit:BaseUrl"] = _market.BaseAddress(Venue.Bybit).ToString(),
        ["CryptoFlow:Exchanges:bybit:StreamUrl"] = _market.StreamAddress(Venue.Bybit).ToString(),
    };
}
