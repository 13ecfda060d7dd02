using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>An answer to another request, or without the exchange's time, is never stored and never confirms a gap.</summary>
public sealed class OtherAnswerTests
{
    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    [Theory, MemberData(nameof(Exchanges))]
    public Task Hours_that_are_answered_for_quarters_are_not_stored(Exchange exchange) =>
        NothingWrongIsStoredAsync(exchange, FaultKind.WrongInterval);

    /// <summary>The other two exchanges do not name the symbol in their answers.</summary>
    [Fact]
    public Task Another_contracts_candles_are_not_stored_where_the_answer_names_the_contract() =>
        NothingWrongIsStoredAsync(Exchange.Bybit, FaultKind.WrongSymbol);

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Without_the_exchanges_time_nothing_is_stored_and_nothing_confirmed_missing(Exchange exchange)
    {
        await using var scene = await CreateAsync(exchange);
        var noTime = new Fault { Kind = FaultKind.NoTime, Venue = ExchangeTruth.VenueOf(exchange), Count = null };
        foreach (var path in CandlePaths(exchange))
            scene.Market.Faults.Add(noTime with { Endpoint = path });

        // The pages have no time, but the time request has. So the program collects everything.
        await scene.StartHostAsync();
        Assert.Empty(await scene.EqualAsync());
        Assert.Equal(0, Count(scene, "SELECT count(*) FROM gaps WHERE from_time < 1483228800000"));

        // Now the time request fails, too: no gap is confirmed, and the requests count as failed.
        scene.Market.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = noTime.Venue, Endpoint = TimePath(exchange), Count = null });
        scene.Market.Clock.Advance(4 * 3_600_000);
        await scene.Host.CollectorAsync(exchange, c => c.Failures >= 1);
        var before = Count(scene, "SELECT count(*) FROM candles_15");
        await scene.Host.CollectorAsync(exchange, c => c.Failures >= 4);
        Assert.Equal(before, Count(scene, "SELECT count(*) FROM candles_15"));
        Assert.Equal(0, Count(scene, "SELECT count(*) FROM gaps WHERE verdict = 'confirmed_missing'"));

        // The exchange works again: nothing is missing at the end.
        scene.Market.Faults.Clear();
        Assert.Empty(await scene.EqualAsync());
    }

    private static async Task NothingWrongIsStoredAsync(Exchange exchange, FaultKind kind)
    {
        await using var scene = await CreateAsync(exchange);
        foreach (var path in CandlePaths(exchange))
            scene.Market.Faults.Add(new Fault { Kind = kind, Venue = ExchangeTruth.VenueOf(exchange), Endpoint = path, Interval = "15m", Symbol = "BTCUSDT", Count = null });
        await scene.StartHostAsync();
        var collector = await scene.Host.CollectorAsync(exchange, c => c.Failures >= 3);
        Assert.True(collector.Failures >= 3);
        Assert.Equal(0, Count(scene, "SELECT count(*) FROM candles_15"));
        Assert.Equal(0, Count(scene, "SELECT coalesce(sum(asks), 0) FROM gaps"));

        scene.Market.Faults.Clear();
        Assert.Empty(await scene.EqualAsync());
    }

    private static Task<CollectorScene> CreateAsync(Exchange exchange) => CollectorScene.CreateAsync(new SceneOptions
    {
        Exchanges = [exchange],
        HistoryDays = 12,
        Settings = [("Collector:PollIntervalSeconds", "1"), ("Collector:GapRetrySeconds", "1")],
    });

    private static long Count(CollectorScene scene, string sql)
    {
        using var file = scene.OpenFile();
        return file.Scalar<long>(sql);
    }

    private static string[] CandlePaths(Exchange exchange) => exchange switch
    {
        Exchange.Binance => ["/fapi/v1/klines"],
        Exchange.Bybit => ["/v5/market/kline"],
        _ => ["/api/v2/mix/market/candles", "/api/v2/mix/market/history-candles"],
    };

    private static string TimePath(Exchange exchange) => exchange switch
    {
        Exchange.Binance => "/fapi/v1/time",
        Exchange.Bybit => "/v5/market/time",
        _ => "/api/v2/public/time",
    };
}
