using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Limits;

/// <summary>Limits in sliding windows: Bybit allows 600 requests in five seconds, Bitget 20 in each second (docs/exchanges.md, Bybit and Bitget, Limits).</summary>
public sealed class BybitAndBitgetLimitTests
{
    private const string BybitTime = "/v5/market/time";
    private const string BitgetTime = "/api/v2/public/time";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    [Fact]
    public async Task Bybit_lets_600_requests_pass_in_five_seconds_and_blocks_the_client_for_ten_minutes_on_the_next()
    {
        await using var exchange = await Start();
        Assert.Equal("200 x600", await exchange.Statuses(Venue.Bybit, BybitTime, 600));

        using var refused = await exchange.Get(Venue.Bybit, BybitTime);
        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Contains("access too frequent", await refused.Content.ReadAsStringAsync());

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("403", await exchange.Statuses(Venue.Bybit, BybitTime, 1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("200", await exchange.Statuses(Venue.Bybit, BybitTime, 1));
    }

    [Fact]
    public async Task The_window_of_Bybits_limit_is_a_sliding_window()
    {
        await using var exchange = await Start();
        await exchange.Statuses(Venue.Bybit, BybitTime, 300);
        _time.Advance(TimeSpan.FromSeconds(3));
        await exchange.Statuses(Venue.Bybit, BybitTime, 300);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(300, exchange.Simulator.UsedLimit(Venue.Bybit));
        Assert.Equal("200 x300", await exchange.Statuses(Venue.Bybit, BybitTime, 300));
        Assert.Equal("403", await exchange.Statuses(Venue.Bybit, BybitTime, 1));
    }

    [Fact]
    public async Task Bybits_answers_name_the_remaining_requests()
    {
        await using var exchange = await Start();
        await exchange.Statuses(Venue.Bybit, BybitTime, 1);

        using var response = await exchange.Get(Venue.Bybit, BybitTime);

        Assert.Equal("600", response.Headers.GetValues("X-Bapi-Limit").Single());
        Assert.Equal("598", response.Headers.GetValues("X-Bapi-Limit-Status").Single());
        Assert.Equal((T0 + 5000).ToString(), response.Headers.GetValues("X-Bapi-Limit-Reset-Timestamp").Single());
    }

    [Fact]
    public async Task Bitget_lets_20_requests_pass_in_a_second_on_each_path_by_itself()
    {
        await using var exchange = await Start();

        Assert.Equal("200 x20", await exchange.Statuses(Venue.Bitget, BitgetTime, 20));
        Assert.Equal("429", await exchange.Statuses(Venue.Bitget, BitgetTime, 1));
        Assert.Equal("200", await exchange.Statuses(Venue.Bitget, CandlePath(Venue.Bitget), 1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200", await exchange.Statuses(Venue.Bitget, BitgetTime, 1));
    }

    [SkippableFact]
    public async Task Bitgets_429_equals_the_recorded_answer()
    {
        var recorded = SharedData.Fixture("bitget/errors/429_too_many_requests.json");
        await using var exchange = await Start();
        await exchange.Statuses(Venue.Bitget, BitgetTime, 20);

        using var refused = await exchange.Get(Venue.Bitget, BitgetTime);

        var time = recorded.GetProperty("requestTime").GetRawText();
        Assert.Equal(recorded.GetRawText().Replace(time, T0.ToString()), await refused.Content.ReadAsStringAsync());
        Assert.Null(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task After_too_many_requests_in_a_minute_Bitget_blocks_the_client_for_five()
    {
        await using var exchange = await Start(new() { BitgetRequestsPerMinute = 3 });
        Assert.Equal("200 x3, 429", await exchange.Statuses(Venue.Bitget, BitgetTime, 4));

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("429", await exchange.Statuses(Venue.Bitget, BitgetTime, 1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("200", await exchange.Statuses(Venue.Bitget, BitgetTime, 1));
    }

    private Task<Exchange> Start(Simulator.Limits.LimitOptions? limits = null) => StartAsync(T0, o => o with
    {
        TimeProvider = _time,
        Speed = 1,
        Limits = limits ?? new(),
    });
}
