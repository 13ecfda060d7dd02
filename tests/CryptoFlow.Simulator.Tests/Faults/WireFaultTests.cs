using System.Text.Json;
using CryptoFlow.Simulator.Faults;
using Microsoft.Extensions.Hosting;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Faults;

/// <summary>Faults in the bytes of the body, in the connection and in the clock.</summary>
public sealed class WireFaultTests
{
    [Theory]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.MalformedJson)]
    [InlineData(FaultKind.EmptyBody)]
    public async Task The_body_is_not_JSON_although_the_status_is_200(FaultKind kind)
    {
        await using var exchange = await WithFault(new Fault { Kind = kind, Venue = Venue.Bybit });

        using var struck = await exchange.Get(Venue.Bybit, CandlePath(Venue.Bybit));
        var text = await struck.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)struck.StatusCode);
        Assert.Equal(kind is FaultKind.EmptyBody, text.Length == 0);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
        await exchange.Json(Venue.Bybit, CandlePath(Venue.Bybit));
    }

    [Fact]
    public async Task A_time_out_gives_no_answer_until_the_client_gives_up()
    {
        await using var exchange = await WithFault(new Fault { Kind = FaultKind.Timeout, Venue = Venue.Binance });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange.Get(Venue.Binance, "/fapi/v1/ping", patience.Token));

        await exchange.Json(Venue.Binance, "/fapi/v1/ping");
    }

    [Fact]
    public async Task A_simulator_stops_at_once_even_while_a_client_waits()
    {
        await using var exchange = await WithFault(new Fault { Kind = FaultKind.Timeout, Venue = Venue.Binance });
        var waiting = exchange.Get(Venue.Binance, "/fapi/v1/ping");
        while (exchange.Simulator.Requests(Venue.Binance).Count == 0)
            await Task.Yield();

        // If the stop waited for the client, it would take the host's whole shutdown timeout.
        await exchange.Simulator.DisposeAsync().AsTask().WaitAsync(new HostOptions().ShutdownTimeout);

        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task A_reset_cuts_the_connection_without_an_answer()
    {
        await using var exchange = await WithFault(new Fault { Kind = FaultKind.ConnectionReset, Venue = Venue.Bitget });

        await Assert.ThrowsAsync<HttpRequestException>(() => exchange.Get(Venue.Bitget, CandlePath(Venue.Bitget)));

        await exchange.Json(Venue.Bitget, CandlePath(Venue.Bitget));
    }

    [Fact]
    public async Task A_slow_body_is_whole_but_takes_its_time()
    {
        await using var exchange = await WithFault(new Fault { Kind = FaultKind.SlowBody, Venue = Venue.Binance, DelayMs = 300 });
        var started = TimeProvider.System.GetTimestamp();

        var rows = await exchange.Rows(Venue.Binance, CandlePath(Venue.Binance));

        Assert.Equal(500, rows.Length);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 250, 30_000);
    }

    [Theory]
    [InlineData(Venue.Binance, "/fapi/v1/time")]
    [InlineData(Venue.Bybit, "/v5/market/time")]
    [InlineData(Venue.Bitget, "/api/v2/public/time")]
    public async Task A_clock_that_is_wrong_is_wrong_in_body_and_header_but_closes_no_candle(Venue venue, string path)
    {
        const long hour = 3_600_000;
        await using var exchange = await StartAsync(T0);
        var before = await exchange.Opens(venue, CandlePath(venue));
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.ClockSkew, Venue = venue, SkewMs = hour, Count = null });

        using var response = await exchange.Get(venue, path);

        Assert.Contains((T0 + hour).ToString(), await response.Content.ReadAsStringAsync());
        Assert.Equal(T0 + hour, response.Headers.Date!.Value.ToUnixTimeMilliseconds());
        Assert.Equal(before, await exchange.Opens(venue, CandlePath(venue)));
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task An_answer_without_a_time_is_otherwise_complete(Venue venue)
    {
        await using var exchange = await WithFault(new Fault { Kind = FaultKind.NoTime, Venue = venue });

        using var response = await exchange.Get(venue, CandlePath(venue));

        Assert.Null(response.Headers.Date);
        using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.False(venue is not Venue.Binance && (json.RootElement.TryGetProperty("time", out _) || json.RootElement.TryGetProperty("requestTime", out _)));
    }

    private static async Task<Exchange> WithFault(Fault fault)
    {
        var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(fault);
        return exchange;
    }
}
