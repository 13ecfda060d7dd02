using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Testing;

namespace CryptoFlow.Simulator.Tests;

/// <summary>A client of a simulated stream, on a real WebSocket.</summary>
internal sealed class StreamSocket : IDisposable
{
    private static readonly TimeSpan AnswersWithin = HangGuard.Limit;

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(AnswersWithin, TimeProvider.System);
    private readonly byte[] _buffer = new byte[256 * 1024];

    private StreamSocket() => _socket.Options.KeepAliveInterval = TimeSpan.Zero;

    /// <summary>The number of pieces in which the last message has come so far: each frame is at least one.</summary>
    public int Pieces { get; private set; }

    public WebSocketCloseStatus? ClosedWith => _socket.CloseStatus;

    /// <param name="exchange">The simulator.</param>
    /// <param name="venue">The exchange.</param>
    /// <param name="path">The path; null for the path of the candles.</param>
    /// <param name="pings">Whether the client sends ping frames, and gives up if one is not answered.</param>
    public static async Task<StreamSocket> ConnectAsync(Exchange exchange, Venue venue, string? path = null, bool pings = false)
    {
        var socket = new StreamSocket();
        if (pings)
            socket._socket.Options.KeepAliveInterval = socket._socket.Options.KeepAliveTimeout = TimeSpan.FromMilliseconds(50);
        try
        {
            await socket._socket.ConnectAsync(new Uri(exchange.Simulator.StreamAddress(venue), path ?? Path(venue)), socket._patience.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A client that has subscribed to 15-minute candles of BTCUSDT and has read the acknowledgement.</summary>
    public static async Task<StreamSocket> SubscribedAsync(Exchange exchange, Venue venue, string interval = "15m", string symbol = "BTCUSDT")
    {
        var socket = await ConnectAsync(exchange, venue);
        await socket.SendAsync(Subscribe(venue, interval, symbol));
        await socket.JsonAsync();
        return socket;
    }

    /// <summary>The path on which the exchange sends candles.</summary>
    public static string Path(Venue venue) => venue switch
    {
        Venue.Binance => "/market/stream",
        Venue.Bybit => "/v5/public/linear",
        _ => "/v2/ws/public",
    };

    public static string Subscribe(Venue venue, string interval = "15m", string symbol = "BTCUSDT") => venue switch
    {
        Venue.Binance => $$"""{"method":"SUBSCRIBE","params":["{{symbol.ToLowerInvariant()}}@kline_{{interval}}"],"id":1}""",
        Venue.Bybit => $$"""{"req_id":"a1","op":"subscribe","args":["kline.{{interval[..^1]}}.{{symbol}}"]}""",
        _ => $$"""{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"candle{{interval}}","instId":"{{symbol}}"}]}""",
    };

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _patience.Token);

    /// <summary>The next message; null if the exchange has closed the connection with a close frame.</summary>
    public Task<string?> TextAsync() => InPiecesAsync(_buffer.Length);

    /// <summary>The next message, received in pieces of at most this number of bytes.</summary>
    public async Task<string?> InPiecesAsync(int longestPiece)
    {
        var length = 0;
        Pieces = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length, Math.Min(longestPiece, _buffer.Length - length)), _patience.Token);
            if (part.MessageType is WebSocketMessageType.Close)
                return null;
            length += part.Count;
            Pieces++;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public async Task<JsonElement> JsonAsync() => JsonDocument.Parse((await TextAsync())!).RootElement;

    /// <summary>The candles of the next message, which must be about candles.</summary>
    public async Task<StreamedCandle[]> CandlesAsync(Venue venue) => StreamedCandle.Read(venue, await JsonAsync());

    /// <summary>The only candle of the next message.</summary>
    public async Task<StreamedCandle> CandleAsync(Venue venue) => Assert.Single(await CandlesAsync(venue));

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<string?> AskAsync(string text)
    {
        await SendAsync(text);
        return await TextAsync();
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}

/// <summary>A candle of a stream's message, in the exchange's own texts.</summary>
/// <param name="Symbol">The contract that the message names.</param>
/// <param name="OpenTime">Open time, ms UTC.</param>
/// <param name="Values">Open, high, low, close, volume and turnover.</param>
/// <param name="IsClosed">The closed flag; null on Bitget, which has none.</param>
internal sealed record StreamedCandle(string Symbol, long OpenTime, string Values, bool? IsClosed)
{
    public static StreamedCandle[] Read(Venue venue, JsonElement message)
    {
        switch (venue)
        {
            case Venue.Binance:
                var k = (message.TryGetProperty("data", out var data) ? data : message).GetProperty("k");
                return [new(Text(k, "s"), k.GetProperty("t").GetInt64(), Join("ohlcvq".Select(n => Text(k, n.ToString()))), k.GetProperty("x").GetBoolean())];
            case Venue.Bybit:
                var symbol = message.GetProperty("topic").GetString()!.Split('.')[2];
                return [.. message.GetProperty("data").EnumerateArray().Select(d => new StreamedCandle(
                    symbol,
                    d.GetProperty("start").GetInt64(),
                    Join(new[] { "open", "high", "low", "close", "volume", "turnover" }.Select(n => Text(d, n))),
                    d.GetProperty("confirm").GetBoolean()))];
            default:
                var name = Text(message.GetProperty("arg"), "instId");
                return [.. message.GetProperty("data").EnumerateArray().Select(r => new StreamedCandle(
                    name,
                    long.Parse(r[0].GetString()!),
                    Join(Enumerable.Range(1, 6).Select(i => r[i].GetString()!)),
                    null))];
        }
    }

    /// <summary>A row of a REST answer, for comparison.</summary>
    public static string ValuesOf(Venue venue, JsonElement row) =>
        Join((venue is Venue.Binance ? new[] { 1, 2, 3, 4, 5, 7 } : [1, 2, 3, 4, 5, 6]).Select(i => row[i].GetString()!));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Join(IEnumerable<string> values) => string.Join(' ', values);
}
