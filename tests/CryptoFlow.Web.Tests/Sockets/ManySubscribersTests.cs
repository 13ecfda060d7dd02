using System.Collections.Concurrent;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Sockets;

public sealed class ManySubscribersTests
{
    private const int Clients = 256;

    private static readonly ReaderProtocol.ReadRefused Full = new(ReadRefusal.QueueFull, "Full.", TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Two_hundred_and_fifty_six_clients_that_subscribe_at_once_all_get_their_history_from_few_readings()
    {
        await using var server = await WebServer.StartAsync();
        var reads = 0;
        server.System.Readers = m => Interlocked.Increment(ref reads) <= 3 ? Full : Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1000));
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SocketClient.ConnectAsync(server)));
        try
        {
            await Task.WhenAll(clients.Select(c => c.SubscribeAsync(Some.Btc)));
            var histories = await Task.WhenAll(clients.Select(c => c.ReadAsync("history")));

            Assert.All(histories, h => Assert.Equal(1000, h.GetProperty("candles").GetArrayLength()));
            Assert.InRange(reads, 4, 16);
            var counted = server.Services.GetRequiredService<SocketCounters>().Snapshot();
            Assert.Equal((0, 0L), (counted.HistoriesWaiting, counted.HistoriesRefused));
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    [Fact]
    public async Task A_history_and_the_same_page_over_HTTP_share_one_query()
    {
        await using var server = await WebServer.StartAsync();
        var reads = 0;
        server.System.Readers = m =>
        {
            reads++;
            return Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(3));
        };
        var page = await server.GetJsonAsync("/api/candles");
        using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync(Some.Btc);

        var history = await client.ReadAsync("history");

        Assert.Equal(page.GetProperty("candles").GetRawText(), history.GetProperty("candles").GetRawText());
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Histories_are_read_one_after_the_other()
    {
        var firstIsOver = false;
        var reads = new ConcurrentQueue<(SeriesKey Series, bool FirstIsOver)>();
        var system = new FakeSystem { Histories = new() { AtOnce = 1, Wait = TimeSpan.FromMinutes(2) } };
        await using var server = await WebServer.StartAsync(system, null, "--CryptoFlow:Api:ReadTimeoutMs=60000");
        system.Readers = m =>
        {
            var series = ((ReaderProtocol.ReadCandles)m).Series;
            reads.Enqueue((series, Volatile.Read(ref firstIsOver)));
            return series == Some.Btc ? null : Some.Read(series, Some.Candles(1));
        };
        using var first = await SocketClient.ConnectAsync(server);
        using var second = await SocketClient.ConnectAsync(server);
        var counters = server.Services.GetRequiredService<SocketCounters>();
        await first.SubscribeAsync(Some.Btc);
        await Poll.UntilAsync(() => reads.Count, count => count == 1);
        await second.SubscribeAsync(Some.Eth);
        await Poll.UntilAsync(() => counters.Snapshot().HistoriesWaiting, waiting => waiting == 2);

        Volatile.Write(ref firstIsOver, true);
        await first.SendAsync("""{"type":"unsubscribe","symbol":"btcusdt","exchange":"binance","tf":15}""");
        await second.ReadAsync("history");

        Assert.Equal([(Some.Btc, false), (Some.Eth, true)], reads);
    }

    [Fact]
    public async Task A_subscription_that_has_waited_for_long_enough_is_ended_and_counted()
    {
        var system = new FakeSystem { Readers = _ => Full, Histories = new() { Wait = TimeSpan.FromMilliseconds(60), RetryAfter = TimeSpan.FromMilliseconds(20) } };
        await using var server = await WebServer.StartAsync(system);
        using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync(Some.Btc);

        Assert.Contains("cannot be read now", (await client.ReadAsync("error")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, server.Services.GetRequiredService<SocketCounters>().Snapshot().HistoriesRefused);
        system.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));
        await client.SubscribeAsync(Some.Btc);
        await client.ReadAsync("history");
    }

    /// <summary>A user's client did this: it sent four messages at once while the server read the first history.</summary>
    [Fact]
    public async Task A_series_that_is_unsubscribed_from_and_subscribed_to_again_at_once_is_live()
    {
        await using var server = await WebServer.StartAsync();
        using var held = new ManualResetEventSlim();
        server.System.Readers = m =>
        {
            held.Wait(HangGuard.Limit);
            return Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));
        };
        using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync(Some.Btc);
        await client.SubscribeAsync(Some.Eth);
        await client.SendAsync("""{"type":"unsubscribe","symbol":"ETHUSDT","exchange":"bybit","tf":60}""");
        await client.SubscribeAsync(Some.Eth);
        await client.ReadAsync("unsubscribed");
        held.Set();

        Assert.Equal("BTCUSDT", (await client.ReadAsync("history")).GetProperty("symbol").GetString());
        Assert.Equal("ETHUSDT", (await client.ReadAsync("history")).GetProperty("symbol").GetString());
        Assert.Empty(server.Logs.WarningsAndErrors);
    }
}
