using System.Net.WebSockets;
using CryptoFlow.Simulator.Market;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Streams;

/// <summary>The common behaviour of the streams of all exchanges.</summary>
public sealed class StreamConnectionTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task The_forming_candle_moves_with_the_market_and_closes_with_the_row_of_the_REST_answer(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 60_000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, venue);

        var first = (await socket.CandlesAsync(venue))[^1];
        exchange.Simulator.Clock.Advance(60_000);
        var second = await socket.CandleAsync(venue);
        exchange.Simulator.Clock.Set(T0 + I + 1000);
        var closing = await socket.CandleAsync(venue);
        var next = await socket.CandleAsync(venue);

        Assert.Equal([T0, T0, T0, T0 + I], new[] { first, second, closing, next }.Select(c => c.OpenTime));
        Assert.NotEqual(first.Values, second.Values);
        Assert.NotEqual(second.Values, closing.Values);
        Assert.Equal(venue is Venue.Bitget ? null : true, closing.IsClosed);
        Assert.All([first, second, next], c => Assert.Equal(venue is Venue.Bitget ? null : false, c.IsClosed));
        var row = (await exchange.Rows(venue, CandlePath(venue, start: T0, end: venue is Venue.Bitget ? T0 + I : T0, limit: 1)))[0];
        Assert.Equal(StreamedCandle.ValuesOf(venue, row), closing.Values);
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task Every_candle_that_closes_gets_its_message_in_order_even_if_the_clock_jumps(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, venue, "1m");
        await socket.CandlesAsync(venue);

        exchange.Simulator.Clock.Set(T0 + (5 * 60_000) + 1000);

        var messages = new List<StreamedCandle>();
        for (var i = 0; i < 6; i++)
            messages.Add(await socket.CandleAsync(venue));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => T0 + (i * 60_000L)), messages.Select(c => c.OpenTime));
        Assert.Equal(5, exchange.Simulator.Streams(venue).Closings);
    }

    [Fact]
    public async Task A_candle_closes_at_its_boundary_on_the_injected_clock_and_not_before()
    {
        await using var exchange = await StartAsync(T0 + 60_000 - 100, o => o with { TimeProvider = _time, Speed = 1 });
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Bybit, "1m");
        await socket.CandleAsync(Venue.Bybit);

        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Contains("pong", await socket.AskAsync("""{"op":"ping"}"""));
        Assert.Equal(0, exchange.Simulator.Streams(Venue.Bybit).Closings);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await socket.CandleAsync(Venue.Bybit)).IsClosed);
    }

    [Theory]
    [InlineData(Venue.Binance, 250)]
    [InlineData(Venue.Bybit, 1000)]
    [InlineData(Venue.Bitget, 1000)]
    public async Task A_forming_candle_is_sent_at_the_exchanges_cadence(Venue venue, int cadenceMs)
    {
        await using var exchange = await StartAsync(T0 + 5000, o => o with { TimeProvider = _time, Speed = 1 });
        using var socket = await StreamSocket.SubscribedAsync(exchange, venue);
        await socket.CandlesAsync(venue);

        for (var i = 1; i <= 3; i++)
        {
            var next = socket.CandleAsync(venue);
            _time.Advance(TimeSpan.FromMilliseconds(cadenceMs));
            Assert.Equal(T0, (await next).OpenTime);
        }
        Assert.Equal(4, exchange.Simulator.Streams(venue).Sent);
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Bitget)]
    public async Task A_connection_ends_after_24_hours(Venue venue)
    {
        await using var exchange = await StartAsync(T0, o => o with { TimeProvider = _time, BitgetStreams = o.BitgetStreams with { HeartbeatWithin = TimeSpan.FromDays(2) } });
        using var socket = await StreamSocket.ConnectAsync(exchange, venue);

        _time.Advance(TimeSpan.FromHours(24));

        Assert.Null(await socket.TextAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.ClosedWith);
        await socket.CloseAsync();
        await Testing.Poll.UntilAsync(() => exchange.Simulator.Streams(venue), counts => counts is { Open: 0, Ended: 1 });
    }

    [Fact]
    public async Task Connections_above_the_limit_are_refused_and_counted()
    {
        await using var exchange = await StartAsync(configure: o => o with { BybitStreams = o.BybitStreams with { Connections = 1 } });
        using var first = await StreamSocket.ConnectAsync(exchange, Venue.Bybit);

        await Assert.ThrowsAsync<WebSocketException>(() => StreamSocket.ConnectAsync(exchange, Venue.Bybit));

        var counts = exchange.Simulator.Streams(Venue.Bybit);
        Assert.Equal((1, 1L, 1L), (counts.Open, counts.Opened, counts.Refused));
    }

    [Fact]
    public async Task A_removed_contract_gets_no_messages_until_it_trades_again()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Binance);
        await socket.CandleAsync(Venue.Binance);

        exchange.Simulator.ChangeStatus(new StatusChange(Venue.Binance, "BTCUSDT", InstrumentStatus.Closed));
        exchange.Simulator.Clock.Advance(60_000);
        Assert.Equal("""{"result":["btcusdt@kline_15m"],"id":2}""", await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":2}"""));
        exchange.Simulator.ChangeStatus(new StatusChange(Venue.Binance, "BTCUSDT", InstrumentStatus.Trading));
        exchange.Simulator.Clock.Advance(60_000);

        Assert.Equal(T0, (await socket.CandleAsync(Venue.Binance)).OpenTime);
    }
}
