using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Web.Tests.Telemetry;

/// <summary>An OpenTelemetry collector on loopback. It keeps the requests that it receives, or never answers.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>Path, content type and body of each request. The names inside the body are plain text.</summary>
    public ConcurrentQueue<(string Path, string? Type, string Body)> Got { get; } = new();

    public string Url => _app.Urls.First();

    public static async Task<OtlpReceiver> StartAsync(bool grpc, bool hangs = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            receiver.Got.Enqueue((http.Request.Path, http.Request.ContentType, Encoding.Latin1.GetString(body.ToArray())));
            if (hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            if (grpc)
                await AnswerGrpcAsync(http.Response);
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Answers with an empty message and status OK.</summary>
    private static async Task AnswerGrpcAsync(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        await response.Body.WriteAsync(new byte[5]);
        response.AppendTrailer("grpc-status", "0");
    }
}
