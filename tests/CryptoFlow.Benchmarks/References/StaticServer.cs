using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Benchmarks.References;

/// <summary>The minimal web server: Kestrel with its defaults. It answers every request with the same bytes.</summary>
internal static class StaticServer
{
    /// <summary>Serves until the process is killed. The first line of output is the address.</summary>
    /// <param name="body">Path of the file with the bytes of the answer.</param>
    /// <param name="stop">Stops the server.</param>
    public static async Task RunAsync(string body, CancellationToken stop)
    {
        var bytes = await File.ReadAllBytesAsync(body, stop);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(http => AnswerAsync(http, bytes));
        await app.StartAsync(stop);
        Console.WriteLine(app.Urls.Single());
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task AnswerAsync(HttpContext http, byte[] bytes)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
