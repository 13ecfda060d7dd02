using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CryptoFlow.Web.Feed;

/// <summary>Sends the feed as Server-Sent Events (WHATWG HTML, Server-sent events).</summary>
internal sealed class EventStreamClient(HttpContext http) : IFeedClient
{
    public const string ContentType = "text/event-stream";

    /// <summary>Number of written bytes after which the response is flushed.</summary>
    private const int FlushAfter = 64 * 1024;

    /// <summary>The pause of an EventSource before it connects again. The longer pause is for a server that stops, because its restart takes a few seconds.</summary>
    private const string RetrySoon = "retry: 1000\n\n";
    private const string RetryLater = "retry: 3000\n\n";

    private int _unsent;

    /// <summary>Sets the headers. Without them proxies would buffer, cache or compress the events.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public void Begin()
    {
        SetHeaders(http.Response);
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // The feed has a time limit of its own, whose log line names the cause. Kestrel would disconnect a slow client without one.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        Write(RetrySoon);
    }

    public async ValueTask SendAsync(FeedMessage message, CancellationToken cut)
    {
        Write($"id: {message.Position}\nevent: {message.Event}\ndata: ");
        http.Response.BodyWriter.Write(message.Json.Span);
        _unsent += message.Json.Length;
        Write("\n\n");
        if (_unsent >= FlushAfter)
            await FlushAsync(cut);
    }

    public async ValueTask FlushAsync(CancellationToken cut)
    {
        if (_unsent == 0)
            return;
        await http.Response.BodyWriter.FlushAsync(cut);
        _unsent = 0;
    }

    public async ValueTask EndAsync(FeedPosition position, CancellationToken cut)
    {
        await SendAsync(FeedMessages.Position(position), cut);
        Write(RetryLater);
        await FlushAsync(cut);
    }

    public void Abort() => http.Abort();

    private void Write(string text) => _unsent += (int)Encoding.UTF8.GetBytes(text, http.Response.BodyWriter);
}
