using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>A WebSocket client that notes when a candle arrives as closed: from an exchange, or from a program.</summary>
internal sealed class SocketWatch : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private SocketWatch()
    {
    }

    /// <summary>Listens to an exchange as the program does, with a connection of its own.</summary>
    public static async Task<SocketWatch> OfExchangeAsync(Exchange exchange, Uri address, ImmutableArray<SeriesKey> series, Closings seen)
    {
        var (protocol, watch) = (StreamProtocol.Of(exchange), new SocketWatch());
        var topics = protocol.TopicsOf(series);
        var newest = new Dictionary<SeriesKey, long>();
        await watch._socket.ConnectAsync(new Uri(address, protocol.Path), CancellationToken.None);
        foreach (var (i, part) in series.Chunk(protocol.Limits.SeriesPerRequest).Index())
        {
            await watch._socket.SendAsync(protocol.Subscribe(i + 1, [.. part]).Utf8, WebSocketMessageType.Text, true, CancellationToken.None);
            await Task.Delay(StreamLimits.SendPause, TimeProvider.System);
        }

        watch._running = Task.WhenAll(watch.ReadAsync(Take), watch.PingAsync(protocol));
        return watch;

        void Take(byte[] utf8)
        {
            if (protocol.Read(utf8, topics) is not StreamMessage.Candles message)
                return;
            foreach (var row in message.Rows)
            {
                if (row.IsClosed == true)
                    seen.See(message.Series, row.Candle.OpenTime);
                if (row.IsClosed is null && newest.TryGetValue(message.Series, out var before) && row.Candle.OpenTime > before)
                    seen.See(message.Series, before);
                newest[message.Series] = row.Candle.OpenTime;
            }
        }
    }

    /// <summary>Subscribes to series of a program.</summary>
    public static async Task<SocketWatch> OfProgramAsync(Uri address, IEnumerable<SeriesKey> series, Closings seen)
    {
        var watch = new SocketWatch();
        await watch._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        foreach (var key in series)
        {
            var subscribe = $$"""{"type":"subscribe","symbol":"{{key.Symbol}}","exchange":"{{key.Exchange}}","tf":{{key.Interval.Minutes}}}""";
            await watch._socket.SendAsync(Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, true, CancellationToken.None);
        }

        watch._running = watch.ReadAsync(Take);
        return watch;

        void Take(byte[] utf8)
        {
            using var message = JsonDocument.Parse(utf8);
            var root = message.RootElement;
            if (root.GetProperty("type").GetString() == "candle" && Instrument.TryParse(root.GetProperty("symbol").GetString(), out var instrument))
                seen.See(new SeriesKey(instrument, new Interval(root.GetProperty("tf").GetInt32())), root.GetProperty("candle").GetProperty("time").GetInt64());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(Action<byte[]> take)
    {
        var (message, buffer) = (new MemoryStream(), new byte[64 * 1024]);
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            take(message.ToArray());
            message.SetLength(0);
        }
    }

    private async Task PingAsync(StreamProtocol protocol)
    {
        while (protocol.Limits.PingEvery is { } every)
        {
            await Task.Delay(every, TimeProvider.System, _stop.Token);
            await _socket.SendAsync(protocol.Ping, WebSocketMessageType.Text, true, _stop.Token);
        }
    }
}
