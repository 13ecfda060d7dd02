using System.Net.ServerSentEvents;
using System.Text.Json;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>A client of <c>GET /api/stream</c>. Every wait has a time limit that is long enough for a machine under load.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));
    private readonly HttpClient _http;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly SseParser<string> _parser;

    private EventStream(HttpClient http, HttpResponseMessage response, Stream body)
    {
        (_http, Response) = (http, response);
        _parser = SseParser.Create(body);
        _items = _parser.EnumerateAsync(_patience.Token).GetAsyncEnumerator();
    }

    public HttpResponseMessage Response { get; }

    /// <summary>How long the server wants an EventSource to wait before it connects again.</summary>
    public TimeSpan RetryAfter => _parser.ReconnectionInterval;

    public static async Task<EventStream> OpenAsync(WebServer server, string query = "", string? lastEventId = null)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/stream" + query, UriKind.Relative));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventStream(http, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next message; null if the server ends the stream. The event's name and id must be those of the message.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        if (!await _items.MoveNextAsync())
            return null;
        var message = JsonSerializer.Deserialize<JsonElement>(_items.Current.Data);
        Assert.Equal(message.GetProperty("type").GetString(), _items.Current.EventType);
        Assert.Equal(message.GetProperty("id").GetString(), _items.Current.EventId);
        return message;
    }

    public async Task<JsonElement> ReadAsync(string type)
    {
        var message = await ReadAsync() ?? throw new InvalidOperationException("The stream has ended.");
        Assert.Equal(type, message.GetProperty("type").GetString());
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        Response.Dispose();
        _http.Dispose();
        await _items.DisposeAsync();
        _patience.Dispose();
    }
}
