using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CryptoFlow.Torture.Feeds;

/// <summary>
/// A client of the feed that is cut off, stalls and connects again at random. With even numbers it uses Server-Sent Events, else the WebSocket. It always
/// continues after the last message that it has taken.
/// </summary>
/// <param name="number">The client's number.</param>
/// <param name="only">The series that the client asks for; null: all.</param>
/// <param name="server">Where the server is now; null while it is down.</param>
/// <param name="random">Draws when the client is cut off and when it stalls.</param>
internal sealed class FeedFollower(int number, SeriesKey? only, Func<Uri?> server, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<string> _refusals = [];

    public int Number => number;

    public SeriesKey? Only => only;

    public FeedJournal Journal { get; } = new();

    public int Connections { get; private set; }

    public int Cuts { get; private set; }

    public int Stalls { get; private set; }

    /// <summary>Answers that a client must not get: any but 200, 101, and 503 of a server that starts or stops.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <param name="calm">From now on the client is neither cut off nor stalls.</param>
    /// <param name="end">Ends the client.</param>
    public async Task RunAsync(CancellationToken calm, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (server() is { } address)
                await ConnectAsync(address, calm, end);
            if (!end.IsCancellationRequested)
                await Eventually.PassAsync(Pause);
        }
    }

    private async Task ConnectAsync(Uri address, CancellationToken calm, CancellationToken end)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(end);
        if (!calm.IsCancellationRequested)
            cut.CancelAfter(TimeSpan.FromMilliseconds(random.Next(100, 8_000)));

        // A small buffer, so that a stalled client is soon felt by the server.
        using var handler = new SocketsHttpHandler { ConnectCallback = (to, stop) => OpenAsync(to, random.Next(2) == 0 ? 4_096 : null, stop) };
        try
        {
            var messages = number % 2 == 0 ? EventsAsync(address, handler, cut.Token) : FramesAsync(address, handler, cut.Token);
            await foreach (var message in messages)
            {
                Journal.Take(message);
                if (calm.IsCancellationRequested || random.Next(150) > 0)
                    continue;
                Stalls++;
                await Eventually.PassAsync(TimeSpan.FromMilliseconds(random.Next(100, 6_000)));
            }
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or WebSocketException)
        {
            if (broken is HttpRequestException { StatusCode: { } status and not HttpStatusCode.ServiceUnavailable })
                _refusals.Add($"client {number}: {(int)status}");
            if (cut.IsCancellationRequested)
                Cuts++;
        }
    }

    private string Query => $"since={Journal.Since}{(only is null ? "" : $"&series={only.Exchange}:{only.Symbol}:{only.Interval.Minutes}")}";

    private async IAsyncEnumerable<JsonElement> EventsAsync(Uri address, SocketsHttpHandler handler, [EnumeratorCancellation] CancellationToken cut)
    {
        using var http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var response = await http.GetAsync(new Uri(address, $"/api/stream?{Query}"), HttpCompletionOption.ResponseHeadersRead, cut);
        response.EnsureSuccessStatusCode();
        Connections++;
        await using var body = await response.Content.ReadAsStreamAsync(cut);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cut))
            yield return Parse(System.Text.Encoding.UTF8.GetBytes(item.Data));
    }

    private async IAsyncEnumerable<JsonElement> FramesAsync(Uri address, SocketsHttpHandler handler, [EnumeratorCancellation] CancellationToken cut)
    {
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}/ws?{Query}"), invoker, cut);
        Connections++;
        var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cut);
            if (part.MessageType == WebSocketMessageType.Close)
                yield break;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            yield return Parse(message.ToArray());
            message.SetLength(0);
        }
    }

    private static JsonElement Parse(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return document.RootElement.Clone();
    }

    private static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext to, int? receiveBuffer, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(to.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
