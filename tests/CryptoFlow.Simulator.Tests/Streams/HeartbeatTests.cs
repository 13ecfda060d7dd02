using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using CryptoFlow.Simulator.Streams;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Streams;

/// <summary>Pings of the exchange, and heartbeats of the client.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Binance_sends_a_ping_every_three_minutes_and_waits_ten_for_the_answer()
    {
        var heartbeat = new Heartbeat(StreamRules.Binance);

        Assert.Null(heartbeat.PingDue(2.9 * Minute, 1));
        var ping = heartbeat.PingDue(3 * Minute, 1234);
        Assert.Equal("1234"u8.ToArray(), ping);
        heartbeat.Answered("other"u8);
        Assert.Equal("5678"u8.ToArray(), heartbeat.PingDue(6 * Minute, 5678));
        Assert.False(heartbeat.IsMissing(12.9 * Minute));
        Assert.True(heartbeat.IsMissing(13 * Minute));

        heartbeat.Answered("5678"u8);
        Assert.False(heartbeat.IsMissing(13 * Minute));
    }

    [Fact]
    public void A_pong_without_a_ping_is_not_a_heartbeat_of_a_client_that_has_to_ping()
    {
        var heartbeat = new Heartbeat(StreamRules.Bitget);

        heartbeat.Answered([]);

        Assert.Null(heartbeat.PingDue(60 * Minute, 1));
        Assert.Equal(2 * Minute, heartbeat.NextDue);
        Assert.True(heartbeat.IsMissing(2 * Minute));
        heartbeat.Beat(2 * Minute);
        Assert.False(heartbeat.IsMissing(3 * Minute));
    }

    [Fact]
    public async Task A_client_that_reads_answers_Binances_ping_and_one_that_does_not_is_cut()
    {
        var time = new FakeTimeProvider();
        await using var exchange = await StartAsync(T0, o => o with { TimeProvider = time });
        using var reads = await StreamSocket.ConnectAsync(exchange, Venue.Binance);
        using var idle = await StreamSocket.ConnectAsync(exchange, Venue.Binance);
        var reading = reads.TextAsync();

        // The client that reads answers every ping. Its framework does so while it waits for a message.
        for (var pings = 1; pings <= 5; pings++)
        {
            time.Advance(3 * Minute);
            await Testing.Poll.UntilAsync(() => exchange.Simulator.Streams(Venue.Binance).Received, received => received >= pings);
        }

        await Testing.Poll.UntilAsync(() => exchange.Simulator.Streams(Venue.Binance).Open, open => open == 1);
        Assert.False(reading.IsCompleted);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (await idle.TextAsync() is not null)
            {
            }
        });
    }
}
