using System.Diagnostics;
using System.Net.WebSockets;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Sockets;

public sealed class SocketLimitsTests
{
    /// <summary>
    /// A few commits fill the client's small buffer. The server's clock stands still, so the time limit of the close frame never expires, however slowly
    /// the client reads.
    /// </summary>
    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_counted_and_the_others_are_not_held_up()
    {
        await using var server = await WebServer.StartAsync(new FakeSystem { Time = new FakeTimeProvider() });
        server.System.Readers = m => Some.Read(((ReaderProtocol.ReadCandles)m).Series, Some.Candles(1));
        using var slow = await SocketClient.ConnectAsync(server, receiveBuffer: 4096);
        using var quick = await SocketClient.ConnectAsync(server);
        foreach (var client in new[] { slow, quick })
        {
            await client.SubscribeAsync(Some.Btc);
            await client.ReadAsync("history");
        }

        var counters = server.Services.GetRequiredService<SocketCounters>();
        var version = 7L;
        while (counters.Snapshot().DroppedSlow == 0)
        {
            server.Commits.Publish(new WriterProtocol.CandlesCommitted(Some.Btc, WriteLane.Sync, Some.Candles(500), ++version));
            for (var i = 0; i < 500; i++)
                await quick.ReadAsync("candle");
            Assert.True(version < 1000, "The server did not drop the client.");
        }

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await slow.ReadToCloseAsync());
        Assert.Equal(1, counters.Snapshot().DroppedSlow);
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task Stopping_closes_open_sockets_with_1001_and_does_not_wait_for_clients_that_do_nothing()
    {
        var server = await WebServer.StartAsync();
        using var one = await SocketClient.ConnectAsync(server);
        using var silent = await SocketClient.ConnectAsync(server);
        var watch = Stopwatch.StartNew();

        var stop = server.StopAsync();
        var status = await one.ReadToCloseAsync();
        await one.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stop;

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, status);

        // If the stop waited for the silent client, it would take the host's whole shutdown timeout.
        Assert.True(watch.Elapsed < new HostOptions().ShutdownTimeout, $"Stopping took {watch.Elapsed}.");
        Assert.Empty(server.Logs.WarningsAndErrors);
        await server.DisposeAsync();
    }
}
