using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>A user's webhook on loopback. Records the requests and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>The bodies in order of arrival. Each retry counts as a body of its own.</summary>
    public ConcurrentQueue<string> Got { get; } = new();

    /// <summary>Number of requests that the sender has given up.</summary>
    public int Aborted { get; private set; }

    /// <summary>The status of the answer to request number n, from 1. Null: no answer ever.</summary>
    public Func<int, int?> Answer { get; set; } = _ => 204;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.MapPost("/hook", receiver.OnPostAsync);
        await app.StartAsync();
        receiver.Url = new Uri(new Uri(app.Urls.First()), "/hook?token=secret");
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task OnPostAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        Got.Enqueue(await body.ReadToEndAsync());
        if (Answer(Got.Count) is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }

        var aborted = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
        Aborted++;
    }
}
