using System.Net;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Feed;

public sealed class StreamTests : IClassFixture<WebServerFixture>
{
    private readonly CommitScript _script = new();
    private readonly WebServer _server;

    public StreamTests(WebServerFixture fixture)
    {
        _server = fixture.Server;
        _server.System.Readers = _script.Answer;
    }

    [Fact]
    public async Task A_stream_begins_with_the_position_and_then_has_each_commit_with_its_id()
    {
        _script.Commit();
        await using var stream = await EventStream.OpenAsync(_server);

        var begin = await stream.ReadAsync("position");
        Publish();
        var commit = await stream.ReadAsync("commit");

        Assert.Equal((1, $"1-1-{_script.Database}"), (begin.GetProperty("commit").GetInt64(), begin.GetProperty("id").GetString()));
        Assert.Equal(
            $$$"""{"type":"commit","id":"2-1-{{{_script.Database}}}","commit":2,"symbol":"BTCUSDT","exchange":"binance","tf":15,"source":"sync","count":1,"from":1700001900000,"to":1700002800000,"candles":[{"time":1700001900000,"open":100,"high":102.5,"low":99.5,"close":101,"volume":12.5,"buyVolume":7.5,"sellVolume":5,"delta":2.5,"tradeCount":321,"clusters":{}}]}""",
            commit.GetRawText());
        var headers = stream.Response.Headers;
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("no-transform, no-cache", "no"), (headers.CacheControl!.ToString(), headers.GetValues("X-Accel-Buffering").Single()));
        Assert.Equal(TimeSpan.FromSeconds(1), stream.RetryAfter);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_comes_again_gets_what_it_missed_once_and_in_order(bool header)
    {
        Publish(5);
        var id = $"2-1-{_script.Database}";

        // The header wins: an EventSource repeats the address of its first connection.
        await using var stream = header ? await EventStream.OpenAsync(_server, "?since=now", id) : await EventStream.OpenAsync(_server, $"?since={id}");
        Assert.Equal(id, (await stream.ReadAsync("position")).GetProperty("id").GetString());
        for (var number = 3; number < 6; number++)
            Assert.Equal(number, (await stream.ReadAsync("commit")).GetProperty("commit").GetInt64());
        Publish();
        Assert.Equal(6, (await stream.ReadAsync("commit")).GetProperty("commit").GetInt64());
    }

    [Fact]
    public async Task From_0_on_a_client_gets_all_commits()
    {
        Publish(3);
        await using var stream = await EventStream.OpenAsync(_server, "?since=0");
        Assert.Equal($"0-0-{_script.Database}", (await stream.ReadAsync("position")).GetProperty("id").GetString());
        for (var number = 1; number < 4; number++)
            Assert.Equal(number, (await stream.ReadAsync("commit")).GetProperty("commit").GetInt64());
    }

    [Fact]
    public async Task A_position_that_is_too_old_is_said_and_the_stream_goes_on_from_the_newest_commit()
    {
        for (var i = 0; i < 20; i++)
            _script.Commit();
        _script.Trimmed = 10;
        await using var stream = await EventStream.OpenAsync(_server, lastEventId: $"3-1-{_script.Database}");

        var reset = await stream.ReadAsync("reset");
        Publish();

        Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
        Assert.Equal(("too_old", $"20-1-{_script.Database}"), (reset.GetProperty("reason").GetString(), reset.GetProperty("id").GetString()));
        Assert.EndsWith("Read your candles again. The feed goes on after commit 20.", reset.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(21, (await stream.ReadAsync("commit")).GetProperty("commit").GetInt64());
    }

    [Fact]
    public async Task A_commit_of_many_candles_says_where_they_are()
    {
        await using var stream = await EventStream.OpenAsync(_server);
        await stream.ReadAsync("position");
        _server.Commits.Publish(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles)));
        _server.Commits.Publish(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles + 1)));

        Assert.Equal(FeedCommit.MostCandles, (await stream.ReadAsync("commit")).GetProperty("candles").GetArrayLength());
        var large = await stream.ReadAsync("commit");
        Assert.False(large.TryGetProperty("candles", out _));
        Assert.Equal(
            (101, Some.Start, Some.Start + (101 * Interval.M15.Milliseconds)),
            (large.GetProperty("count").GetInt32(), large.GetProperty("from").GetInt64(), large.GetProperty("to").GetInt64()));
    }

    [Fact]
    public async Task A_client_of_one_series_is_told_that_its_position_moves()
    {
        await using var server = await StartAsync(new FeedLimits { PositionEvery = TimeSpan.FromMilliseconds(20) });
        await using var stream = await EventStream.OpenAsync(server, "?series=bybit:ethusdt:1h");
        await stream.ReadAsync("position");
        for (var i = 0; i < 3; i++)
            server.Commits.Publish(_script.Commit());
        while ((await stream.ReadAsync("position")).GetProperty("commit").GetInt64() < 3)
        {
        }

        server.Commits.Publish(_script.Commit(Some.Eth));
        while (await stream.ReadAsync() is { } message)
        {
            if (message.GetProperty("type").GetString() == "position")
                continue;
            Assert.Equal((4, "ETHUSDT"), (message.GetProperty("commit").GetInt64(), message.GetProperty("symbol").GetString()));
            return;
        }

        Assert.Fail("The stream has ended.");
    }

    [Fact]
    public async Task A_client_that_comes_again_learns_that_its_series_is_gone()
    {
        _script.Commit();
        _script.Delete(new TimeRange(0, Some.Start), new TimeRange(Some.Start + 7, Some.Start + 8));
        _server.System.Readers = m => m is ReaderProtocol.ListSeries ? new ReaderProtocol.SeriesListed([]) : _script.Answer(m);

        await using var stream = await EventStream.OpenAsync(_server, $"?series=binance:btcusdt:15m&since=1-1-{_script.Database}");

        await stream.ReadAsync("position");
        Assert.Equal(
            $$$"""{"type":"deleted","id":"2-1-{{{_script.Database}}}","commit":2,"symbol":"BTCUSDT","exchange":"binance","tf":15,"source":"removal","ranges":[{"from":0,"to":{{{Some.Start}}}},{"from":{{{Some.Start + 7}}},"to":{{{Some.Start + 8}}}}]}""",
            (await stream.ReadAsync("deleted")).GetRawText());
    }

    [Fact]
    public async Task A_client_that_comes_again_may_name_a_series_that_is_gone()
    {
        _script.Commit();
        _server.System.Readers = m => m is ReaderProtocol.ListSeries ? new ReaderProtocol.SeriesListed([]) : _script.Answer(m);

        await using var stream = await EventStream.OpenAsync(_server, $"?series=binance:dogeusdt:15m&since=1-1-{_script.Database}");

        Assert.Equal(1, (await stream.ReadAsync("position")).GetProperty("commit").GetInt64());
    }

    [Theory]
    [InlineData("?since=17", HttpStatusCode.BadRequest)]
    [InlineData("?since=", HttpStatusCode.BadRequest)]
    [InlineData("?since=1-1", HttpStatusCode.BadRequest)]
    [InlineData("?since=1--1-x", HttpStatusCode.BadRequest)]
    [InlineData("?since=now&since=0", HttpStatusCode.BadRequest)]
    [InlineData("?since=99999999999999999999-1-x", HttpStatusCode.BadRequest)]
    [InlineData("?series=btcusdt", HttpStatusCode.BadRequest)]
    [InlineData("?series=", HttpStatusCode.BadRequest)]
    [InlineData("?series=binance:btcusdt:2h", HttpStatusCode.BadRequest)]
    [InlineData("?series=binance:dogeusdt:15m", HttpStatusCode.NotFound)]
    public async Task A_wrong_position_or_series_is_refused_before_the_stream_begins(string query, HttpStatusCode status)
    {
        _server.System.Readers = m => m is ReaderProtocol.ListSeries ? new ReaderProtocol.SeriesListed([]) : _script.Answer(m);
        using var response = await _server.Client.GetAsync(new Uri("/api/stream" + query, UriKind.Relative));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_of_a_foreign_origin_may_not_open_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/stream", UriKind.Relative));
        request.Headers.Add("Origin", "https://evil.example");
        using var response = await _server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Head_answers_the_headers_and_takes_no_place()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri("/api/stream", UriKind.Relative));
        using var response = await _server.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Clients_of_the_stream_and_of_the_WebSocket_share_the_places()
    {
        await using var server = await WebServer.StartAsync(new FakeSystem { Readers = _script.Answer }, null, "--CryptoFlow:Api:MaxWebSockets=2");
        using var socket = await SocketClient.ConnectAsync(server);
        var stream = await EventStream.OpenAsync(server);
        await stream.ReadAsync("position");
        using (var refused = await server.Client.GetAsync(new Uri("/api/stream", UriKind.Relative)))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));

        await stream.DisposeAsync();
        var counters = server.Services.GetRequiredService<SocketCounters>();
        await Poll.UntilAsync(() => counters.Snapshot().Clients, clients => clients == 1);
        await using var next = await EventStream.OpenAsync(server);
        await next.ReadAsync("position");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_503_and_not_a_stream()
    {
        _server.System.Readers = _ => new ReaderProtocol.ReadRefused(ReadRefusal.NotReady, "Not open.", TimeSpan.FromSeconds(1));
        using var response = await _server.Client.GetAsync(new Uri("/api/stream", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_disconnected_and_counted_and_resumes()
    {
        await using var server = await StartAsync(new FeedLimits { SendWithin = TimeSpan.FromMilliseconds(200) });
        using var slow = await SocketClient.ConnectAsync(server, "/ws?since=now", receiveBuffer: 4096);
        var counters = server.Services.GetRequiredService<FeedCounters>();
        await slow.ReadAsync("position");

        // More than the buffers of both sides hold.
        for (var i = 0; i < 400; i++)
            server.Commits.Publish(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles)));
        await Poll.UntilAsync(() => counters.DroppedSlow, dropped => dropped == 1);

        // At a server with the usual time: a busy machine may well take 200 ms for a message.
        await using var again = await EventStream.OpenAsync(_server, "?since=0");
        await again.ReadAsync("position");
        for (var number = 1; number <= _script.Log.Count; number++)
            Assert.Equal(number, (await again.ReadAsync("commit")).GetProperty("commit").GetInt64());
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_stream_with_the_position_and_a_later_retry()
    {
        Publish(2);
        var server = await StartAsync(new FeedLimits());
        await using var stream = await EventStream.OpenAsync(server);
        using var socket = await SocketClient.ConnectAsync(server, "/ws?since=now");
        await stream.ReadAsync("position");
        await socket.ReadAsync("position");

        var stop = server.StopAsync();

        Assert.Equal(2, (await stream.ReadAsync("position")).GetProperty("commit").GetInt64());
        Assert.Null(await stream.ReadAsync());
        Assert.Equal(TimeSpan.FromSeconds(3), stream.RetryAfter);
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, await socket.ReadToCloseAsync());
        await stop;
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_WebSocket_with_since_has_the_same_messages()
    {
        Publish(2);
        using var socket = await SocketClient.ConnectAsync(_server, $"/ws?since=1-1-{_script.Database}&series=binance:btcusdt:15");
        await using var stream = await EventStream.OpenAsync(_server, $"?since=1-1-{_script.Database}&series=binance:btcusdt:15");

        foreach (var type in new[] { "position", "commit" })
            Assert.Equal((await stream.ReadAsync(type)).GetRawText(), (await socket.ReadAsync(type)).GetRawText());
        Publish();
        Assert.Equal(3, (await socket.ReadAsync("commit")).GetProperty("commit").GetInt64());
        await socket.Socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, await socket.ReadToCloseAsync());
    }

    [Fact]
    public async Task The_WebSocket_with_since_takes_no_messages()
    {
        using var socket = await SocketClient.ConnectAsync(_server, "/ws?since=now");
        await socket.ReadAsync("position");
        await socket.SubscribeAsync(Some.Btc);
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, await socket.ReadToCloseAsync());
    }

    private async Task<WebServer> StartAsync(FeedLimits limits) => await WebServer.StartAsync(new FakeSystem { Readers = _script.Answer, Feed = limits });

    private void Publish(int count = 1)
    {
        for (var i = 0; i < count; i++)
            _server.Commits.Publish(_script.Commit());
    }
}
