using System.Net.WebSockets;
using CryptoFlow.Simulator.Faults;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Streams;

/// <summary>The faults of the streams, on each exchange.</summary>
public sealed class StreamFaultsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    public static TheoryData<Venue> Venues => new() { Venue.Binance, Venue.Bybit, Venue.Bitget };

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_cut_ends_the_connection_instead_of_a_message_and_the_next_connection_works(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        Add(exchange, venue, FaultKind.StreamCut);
        exchange.Simulator.Clock.Advance(1000);

        await Assert.ThrowsAsync<WebSocketException>(socket.TextAsync);
        using var next = await Reading(exchange, venue);
        var counts = exchange.Simulator.Streams(venue);
        Assert.Equal((1, 2L, 1L), (counts.Open, counts.Opened, counts.Ended));
        Assert.Equal(1, counts.Faults[FaultKind.StreamCut]);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_silent_series_sends_nothing_while_pings_are_answered_and_other_series_go_on(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);
        await socket.AskAsync(StreamSocket.Subscribe(venue, symbol: "ETHUSDT"));
        await socket.CandlesAsync(venue);

        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamSilence, Venue = venue, Symbol = "BTCUSDT", Count = null });
        exchange.Simulator.Clock.Set(T0 + I + 1000);
        Assert.Equal(["ETHUSDT", "ETHUSDT"], new[] { (await socket.CandleAsync(venue)).Symbol, (await socket.CandleAsync(venue)).Symbol });
        Assert.NotNull(await socket.AskAsync(Ping(venue)));

        exchange.Simulator.Faults.Clear();
        exchange.Simulator.Clock.Advance(1000);
        Assert.Equal(("BTCUSDT", T0 + I), await socket.CandleAsync(venue) is var candle ? (candle.Symbol, candle.OpenTime) : default);
        Assert.Equal(2, exchange.Simulator.Streams(venue).Faults[FaultKind.StreamSilence]);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_message_in_many_frames_is_whole(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        Add(exchange, venue, FaultKind.StreamFragments);
        exchange.Simulator.Clock.Advance(1000);

        Assert.Equal(T0, (await socket.CandleAsync(venue)).OpenTime);
        Assert.InRange(socket.Pieces, 10, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task The_fault_truncated_sends_half_a_message_and_closes_the_connection(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        Add(exchange, venue, FaultKind.StreamTruncated);
        exchange.Simulator.Clock.Advance(1000);

        await Assert.ThrowsAsync<WebSocketException>(() => socket.InPiecesAsync(longestPiece: 32));
        Assert.InRange(socket.Pieces, 2, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task The_fault_duplicate_sends_a_message_twice(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        AddClosing(exchange, venue, FaultKind.StreamDuplicate);
        exchange.Simulator.Clock.Set(T0 + I + 1000);

        Assert.Equal(await socket.TextAsync(), await socket.TextAsync());
        Assert.Equal(T0 + I, (await socket.CandleAsync(venue)).OpenTime);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_late_closing_message_is_overtaken_by_messages_about_the_next_candle(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000, o => o with { TimeProvider = _time });
        using var socket = await Reading(exchange, venue);

        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamLate, Venue = venue, ClosingOnly = true, DelayMs = 5000 });
        exchange.Simulator.Clock.Set(T0 + I + 1000);
        Assert.Equal(T0 + I, (await socket.CandleAsync(venue)).OpenTime);
        exchange.Simulator.Clock.Advance(1000);
        Assert.Equal(T0 + I, (await socket.CandleAsync(venue)).OpenTime);
        _time.Advance(TimeSpan.FromSeconds(5));

        var late = await socket.CandleAsync(venue);
        Assert.Equal((T0, exchange.Simulator.ClosedCandles(venue, "BTCUSDT", "15m", T0, T0 + 1)[0].Close.ToString()), (late.OpenTime, late.Values.Split(' ')[3]));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_message_out_of_order_comes_after_the_next_message_of_its_series(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        AddClosing(exchange, venue, FaultKind.StreamOutOfOrder);
        exchange.Simulator.Clock.Set(T0 + I + 1000);

        Assert.Equal(T0 + I, (await socket.CandleAsync(venue)).OpenTime);
        Assert.Equal(T0, (await socket.CandleAsync(venue)).OpenTime);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task Without_its_closed_flag_a_message_has_the_final_values_and_on_Bitget_it_is_not_sent(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        Add(exchange, venue, FaultKind.StreamNoClosedFlag);
        exchange.Simulator.Clock.Advance(1000);
        await socket.CandleAsync(venue);
        exchange.Simulator.Clock.Set(T0 + I + 1000);

        if (venue is not Venue.Bitget)
        {
            var closing = await socket.CandleAsync(venue);
            var row = (await exchange.Rows(venue, CandlePath(venue, start: T0, end: T0)))[0];
            Assert.Equal((T0, StreamedCandle.ValuesOf(venue, row), false), (closing.OpenTime, closing.Values, closing.IsClosed));
        }
        Assert.Equal(T0 + I, (await socket.CandleAsync(venue)).OpenTime);
    }

    [Theory]
    [InlineData(Venue.Binance, null, "ETHUSDT")]
    [InlineData(Venue.Bybit, "SOLUSDT", "SOLUSDT")]
    [InlineData(Venue.Bitget, null, "ETHUSDT")]
    public async Task A_wrong_symbol_brings_the_candle_of_another_contract_under_its_name(Venue venue, string? instead, string symbol)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);

        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamWrongSymbol, Venue = venue, ClosingOnly = true, Instead = instead });
        exchange.Simulator.Clock.Set(T0 + I + 1000);
        var wrong = await socket.CandleAsync(venue);

        var row = (await exchange.Rows(venue, CandlePath(venue, start: T0, end: venue is Venue.Bitget ? T0 + I : T0, limit: 1, symbol: symbol)))[0];
        Assert.Equal((symbol, T0, StreamedCandle.ValuesOf(venue, row)), (wrong.Symbol, wrong.OpenTime, wrong.Values));
        Assert.Equal(("BTCUSDT", T0 + I), await socket.CandleAsync(venue) is var next ? (next.Symbol, next.OpenTime) : default);
    }

    [Theory]
    [InlineData(Venue.Binance, "\"code\":2")]
    [InlineData(Venue.Bybit, "\"success\":false")]
    [InlineData(Venue.Bitget, "\"code\":30001")]
    public async Task A_refused_subscription_gets_the_exchanges_error_and_no_candles(Venue venue, string error)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await StreamSocket.ConnectAsync(exchange, venue);
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamSubscriptionRefused, Venue = venue, Symbol = "BTCUSDT" });

        Assert.Contains(error, await socket.AskAsync(StreamSocket.Subscribe(venue)));
        exchange.Simulator.Clock.Advance(1000);
        Assert.DoesNotContain("error", await socket.AskAsync(StreamSocket.Subscribe(venue)));

        Assert.Equal(T0, (await socket.CandlesAsync(venue))[^1].OpenTime);
        Assert.Equal(1, exchange.Simulator.Streams(venue).Sent);
    }

    [Theory]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task An_unanswered_ping_is_followed_by_the_answer_to_the_next(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        using var socket = await Reading(exchange, venue);
        Add(exchange, venue, FaultKind.StreamPingUnanswered);

        await socket.SendAsync(Ping(venue));
        await Testing.Poll.UntilAsync(() => exchange.Simulator.Streams(venue).Received, received => received == 2);
        exchange.Simulator.Clock.Advance(1000);

        Assert.Equal(T0, (await socket.CandleAsync(venue)).OpenTime);
        Assert.Contains("pong", await socket.AskAsync(Ping(venue)));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_client_that_waits_for_answers_to_its_ping_frames_gives_up_without_them(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamPingUnanswered, Venue = venue, Count = null });
        using var socket = await StreamSocket.ConnectAsync(exchange, venue, pings: true);

        var givesUp = await Record.ExceptionAsync(socket.TextAsync);

        Assert.True(givesUp is WebSocketException or OperationCanceledException, givesUp?.ToString());
        Assert.InRange(exchange.Simulator.Streams(venue).Faults[FaultKind.StreamPingUnanswered], 1, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task In_a_reconnect_storm_connections_are_refused_for_a_time(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000, o => o with { TimeProvider = _time });
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamUnavailable, Venue = venue, Count = null, ForMs = 30_000 });
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<WebSocketException>(() => StreamSocket.ConnectAsync(exchange, venue));
        Assert.Single(exchange.Simulator.Faults.Waiting);

        _time.Advance(TimeSpan.FromSeconds(30));

        using var socket = await Reading(exchange, venue);
        Assert.Empty(exchange.Simulator.Faults.Waiting);
        Assert.Equal((1, 3L), exchange.Simulator.Streams(venue) is var counts ? (counts.Open, counts.Refused) : default);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task In_a_reconnect_storm_connections_are_cut_at_once(Venue venue)
    {
        await using var exchange = await StartAsync(T0 + 1000);
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.StreamCutAtOnce, Venue = venue, Count = 2 });

        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<WebSocketException>(async () =>
            {
                using var cut = await StreamSocket.ConnectAsync(exchange, venue);
                await cut.TextAsync();
            });
        }

        using var socket = await Reading(exchange, venue);
        Assert.Equal(2, exchange.Simulator.Streams(venue).Ended);
    }

    [Fact]
    public async Task Faults_of_streams_and_of_requests_do_not_use_up_each_other()
    {
        await using var exchange = await StartAsync(T0 + 1000);
        Add(exchange, Venue.Binance, FaultKind.StreamDuplicate);
        Add(exchange, Venue.Binance, FaultKind.ServerError);
        using var socket = await StreamSocket.SubscribedAsync(exchange, Venue.Binance);

        Assert.Equal("500, 200", await exchange.Statuses(Venue.Binance, "/fapi/v1/ping", 2));
        Assert.Equal(await socket.TextAsync(), await socket.TextAsync());
    }

    private static async Task<StreamSocket> Reading(Exchange exchange, Venue venue)
    {
        var socket = await StreamSocket.SubscribedAsync(exchange, venue);
        await socket.CandlesAsync(venue);
        return socket;
    }

    private static void Add(Exchange exchange, Venue venue, FaultKind kind) => exchange.Simulator.Faults.Add(new Fault { Kind = kind, Venue = venue });

    private static void AddClosing(Exchange exchange, Venue venue, FaultKind kind) =>
        exchange.Simulator.Faults.Add(new Fault { Kind = kind, Venue = venue, ClosingOnly = true });

    private static string Ping(Venue venue) => venue switch
    {
        Venue.Binance => """{"method":"LIST_SUBSCRIPTIONS","id":7}""",
        Venue.Bybit => """{"op":"ping"}""",
        _ => "ping",
    };
}
