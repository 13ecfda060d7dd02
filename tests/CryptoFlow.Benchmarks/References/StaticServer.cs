using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Benchmarks.References;

/// <summary>The least that a web server can do: Kestrel as it comes, and one answer of fixed bytes to whatever is asked.</summary>
internal static class StaticServer
{
    /// <summary>Serves until the process is killed; the address is its first line.</summary>
    /// <param name="body">File with the bytes.</param>
    /// <param name="stop">Ends it.</param>
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
