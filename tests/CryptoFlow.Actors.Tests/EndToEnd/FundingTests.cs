using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Funding rates and mark prices pass from the simulated exchanges through the collectors into the file.</summary>
public sealed class FundingTests : IAsyncLifetime
{
    private const long Hour = 3_600_000;
    private const int Days = 15;

    private static readonly VenueOptions Hourly = new() { Symbols = [new SymbolOptions("BTCUSDT") { FundingHours = 1 }] };

    private static readonly Dictionary<Venue, string> Endpoints = new()
    {
        [Venue.Binance] = "/fapi/v1/fundingRate",
        [Venue.Bybit] = "/v5/market/funding/history",
        [Venue.Bitget] = "/api/v2/mix/market/history-fund-rate",
    };

    /// <summary>Bybit and Bitget give no mark price with a rate.</summary>
    private static readonly Dictionary<Venue, string> MarkEndpoints = new()
    {
        [Venue.Bybit] = "/v5/market/mark-price-kline",
        [Venue.Bitget] = "/api/v2/mix/market/history-mark-candles",
    };

    private CollectorScene _scene = null!;

    public async Task InitializeAsync() => _scene = await CollectorScene.CreateAsync(new SceneOptions
    {
        Exchanges = [.. ExchangeNames.All],
        HistoryDays = Days,
        Settings = [("Collector:PollIntervalSeconds", "1"), ("Collector:Funding", "true")],
        Market = new() { StartMs = SceneOptions.Now, Speed = 0, Binance = Hourly, Bybit = Hourly, Bitget = Hourly },
    });

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task History_and_new_rates_are_stored_and_a_restart_asks_only_for_what_is_new()
    {
        await _scene.StartHostAsync();
        Assert.Empty(await StoredAsync());
        Assert.Equal((Days * 24) + 1, Rows(Exchange.Bybit).Count);

        _scene.Market.Clock.Advance(2 * Hour);
        Assert.Empty(await StoredAsync());

        await _scene.StopHostAsync();
        var asked = ExchangeNames.All.ToDictionary(e => e, Asked);
        _scene.Market.Clock.Advance(30 * Hour);
        await _scene.StartHostAsync();
        Assert.Empty(await StoredAsync());
        Assert.All(ExchangeNames.All, e => Assert.InRange(Asked(e) - asked[e], 1, 2));
    }

    [Fact]
    public async Task A_failed_request_for_funding_rates_is_repeated_and_loses_nothing()
    {
        foreach (var (venue, endpoint) in Endpoints)
            _scene.Market.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = venue, Endpoint = endpoint, Count = 2 });
        await _scene.StartHostAsync();

        // The market's clock stands still, so the look is repeated only when the test moves it.
        for (var failed = 1; failed <= 2; failed++)
        {
            await Poll.UntilAsync(() => ExchangeNames.All.Min(e => Asked(e)), asked => asked >= failed);
            Assert.All(ExchangeNames.All, e => Assert.Empty(Rows(e)));
            _scene.Market.Clock.Advance(Hour);
        }

        Assert.Empty(await StoredAsync());
    }

    /// <summary>A paper trader waits for what is complete, so that it charges the same price now and when its record is checked later.</summary>
    [Fact]
    public async Task Rates_count_as_complete_when_their_mark_prices_are_known()
    {
        foreach (var (venue, endpoint) in MarkEndpoints)
            _scene.Market.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = venue, Endpoint = endpoint, Count = 1 });
        await _scene.StartHostAsync();
        await Poll.UntilAsync(() => Complete(), complete => complete.SequenceEqual(["BINANCE"]) && ExchangeNames.All.All(e => Rows(e).Count > 0));
        Assert.All(Rows(Exchange.Bybit), rate => Assert.Null(rate.MarkPrice));

        _scene.Market.Clock.Advance(Hour);

        Assert.Empty(await StoredAsync());
        Assert.Equal(["BINANCE", "BITGET", "BYBIT"], await Poll.UntilAsync(() => Complete(), complete => complete.Count == 3));

        List<string> Complete()
        {
            using var file = _scene.OpenFile();
            return file.Query("SELECT DISTINCT substr(symbol, 1, instr(symbol, ':') - 1) FROM funding_complete ORDER BY 1", r => r.GetString(0)).ToList();
        }
    }

    [Fact]
    public async Task The_collector_reports_the_newest_rate_and_what_comes_next()
    {
        await _scene.StartHostAsync();
        var full = _scene.Market.Clock.NowMs / Hour * Hour;

        var collectors = await Poll.UntilAsync(
            async () => (await _scene.Host.HealthAsync()).Collectors,
            all => all.Count(c => c.Funding?.Find("BTCUSDT") is { NewestTime: not null, Current: not null }) == 3);

        Assert.All(collectors, collector =>
        {
            var funding = collector.Funding!.Find("BTCUSDT")!;
            var next = _scene.Market.CurrentFunding(ExchangeTruth.VenueOf(collector.Exchange), "BTCUSDT")!.Value;
            Assert.Equal((full, full + Hour), (funding.NewestTime, funding.DueAt));
            Assert.Equal(((double)next.Rate, full + Hour, (double?)next.MarkPrice), (funding.Current!.Rate, funding.Current.NextTime, funding.Current.MarkPrice));
            Assert.Null(funding.Failure);
        });
    }

    [Fact]
    public async Task Without_the_option_nothing_is_asked()
    {
        await using var scene = await CollectorScene.StartFilledAsync(new SceneOptions { HistoryDays = 1 });

        Assert.Equal(0, scene.Requests(Exchange.Binance, Endpoints[Venue.Binance]));
    }

    private Task<List<string>> StoredAsync() =>
        Poll.UntilAsync(() => ExchangeNames.All.SelectMany(Differences).ToList(), differences => differences.Count == 0);

    private List<string> Differences(Exchange exchange)
    {
        var now = _scene.Market.Clock.NowMs;
        var from = (now / Hour * Hour) - (Days * 24 * Hour);
        var truth = _scene.Market.SettledFunding(ExchangeTruth.VenueOf(exchange), "BTCUSDT", from, now + 1)
            .Select(s => new FundingRate(s.Time, (double)s.Rate, (double?)(exchange == Exchange.Binance ? s.MarkPrice : _scene.Market.MarkPriceAt(ExchangeTruth.VenueOf(exchange), "BTCUSDT", s.Time)))).ToList();
        var stored = Rows(exchange).Where(r => r.Time >= from).ToList();
        return [.. truth.Except(stored).Select(r => $"{exchange}: {r} is missing"), .. stored.Except(truth).Select(r => $"{exchange}: {r} is no rate of the exchange")];
    }

    private List<FundingRate> Rows(Exchange exchange)
    {
        using var file = _scene.OpenFile();
        return file.Query(
            $"SELECT time, rate, price FROM funding_rates LEFT JOIN mark_prices USING (symbol, time) WHERE symbol = '{new Instrument(exchange, "BTCUSDT").StorageKey}'",
            r => new FundingRate(r.GetInt64(0), r.GetDouble(1), r.IsDBNull(2) ? null : r.GetDouble(2))).ToList();
    }

    private long Asked(Exchange exchange) => _scene.Requests(exchange, Endpoints[ExchangeTruth.VenueOf(exchange)]);
}
