using System.Net;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Limits;

/// <summary>Binance limits the weight of requests in each clock minute (docs/exchanges.md, Binance, Limits).</summary>
public sealed class BinanceLimitTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    [Theory]
    [InlineData("", 5)]
    [InlineData("&limit=100", 1)]
    [InlineData("&limit=101", 2)]
    [InlineData("&limit=500", 2)]
    [InlineData("&limit=501", 5)]
    [InlineData("&limit=1000", 5)]
    [InlineData("&limit=1500", 10)]
    [InlineData("&limit=1501", 10)]
    public async Task A_request_costs_by_the_limit_it_asks_for_even_if_it_is_refused(string limit, int weight)
    {
        await using var exchange = await Start();

        using var response = await exchange.Get(Venue.Binance, CandlePath(Venue.Binance) + limit);

        Assert.Equal(weight, Used(response));
    }

    [Fact]
    public async Task Exactly_2400_weight_passes_in_a_minute_and_the_next_request_gets_429()
    {
        await using var exchange = await Start();
        Assert.Equal("200 x240", await exchange.Statuses(Venue.Binance, CandlePath(Venue.Binance, start: T0 - I, limit: 1500), 240));
        _time.Advance(TimeSpan.FromSeconds(20));

        using var refused = await exchange.Get(Venue.Binance, "/fapi/v1/ping");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(
            """{"code":-1003,"msg":"Too many requests; current limit of IP(127.0.0.1) is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API."}""",
            await refused.Content.ReadAsStringAsync());
        Assert.Equal(1, exchange.Simulator.Requests(Venue.Binance)["/fapi/v1/ping"].Refused);
    }

    [Fact]
    public async Task The_weight_is_reset_at_the_minute_of_the_clock()
    {
        await using var exchange = await Start(weight: 3);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("200 x3, 429", await Pings(exchange, 4));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("200", await Pings(exchange, 1));
        Assert.Equal(1, exchange.Simulator.UsedLimit(Venue.Binance));
    }

    [Fact]
    public async Task The_minute_is_that_of_the_real_clock_at_any_simulated_time()
    {
        await using var exchange = await StartAsync(T0, o => o with
        {
            TimeProvider = _time,
            StartMs = T0 + 30_000,
            Speed = 0,
            Limits = new() { BinanceWeightPerMinute = 1 },
        });
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("200, 429", await Pings(exchange, 2));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("200", await Pings(exchange, 1));
    }

    [Fact]
    public async Task A_client_that_ignores_429_is_banned_for_two_minutes_and_then_for_four()
    {
        await using var exchange = await Start(weight: 1);
        Assert.Equal("200, 429 x5, 418", await Pings(exchange, 7));

        using var banned = await exchange.Get(Venue.Binance, "/fapi/v1/ping");
        Assert.Equal(TimeSpan.FromMinutes(2), banned.Headers.RetryAfter!.Delta);
        Assert.Equal(
            $$"""{"code":-1003,"msg":"Way too many requests; IP(127.0.0.1) banned until {{T0 + 120_000}}. Please use the websocket for live updates to avoid bans."}""",
            await banned.Content.ReadAsStringAsync());

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("200, 429 x5, 418", await Pings(exchange, 7));
        using var again = await exchange.Get(Venue.Binance, "/fapi/v1/ping");
        Assert.Equal(TimeSpan.FromMinutes(4), again.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_market_that_runs_faster_does_not_give_a_larger_budget()
    {
        await using var exchange = await StartAsync(T0, o => o with
        {
            TimeProvider = _time,
            Speed = 60,
            Limits = new() { BinanceWeightPerMinute = 1 },
        });
        Assert.Equal("200, 429", await Pings(exchange, 2));

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(T0 + (30 * 60_000), exchange.Simulator.Clock.NowMs);
        Assert.Equal("429", await Pings(exchange, 1));
    }

    [Fact]
    public async Task Limits_that_are_off_count_requests_but_refuse_none()
    {
        await using var exchange = await StartAsync(T0, o => o with { Limits = new() { Enforced = false, BinanceWeightPerMinute = 1 } });

        Assert.Equal("200 x3", await Pings(exchange, 3));
        Assert.Equal(3, exchange.Simulator.UsedLimit(Venue.Binance));
    }

    private Task<Exchange> Start(int weight = 2400) => StartAsync(T0, o => o with
    {
        TimeProvider = _time,
        Speed = 1,
        Limits = new() { BinanceWeightPerMinute = weight },
    });

    private static Task<string> Pings(Exchange exchange, int count) => exchange.Statuses(Venue.Binance, "/fapi/v1/ping", count);

    private static int Used(HttpResponseMessage response) => int.Parse(response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
}
