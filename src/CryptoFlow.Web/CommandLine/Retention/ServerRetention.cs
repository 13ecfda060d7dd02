using System.Net;
using CryptoFlow.Errors;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>Removes through the server that has the file open, by the server's rules and with its key. The plan needs no key.</summary>
internal sealed class ServerRetention(ServerConnection server, TimeProvider time) : IRetentionTarget
{
    /// <summary>How long a step is retried while the server is too busy for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly Uri Route = new(RetentionApi.Path, UriKind.Relative);

    public CancellationToken Stopping => CancellationToken.None;

    public async Task<RetentionAnswer> PlanAsync(CancellationToken cancellation)
    {
        using var response = await server.SendAsync((http, given) => http.GetAsync(Route, given), cancellation);
        return await response.Content.ReadFromJsonAsync(ApiJson.Default.RetentionAnswer, cancellation) ?? throw Unreadable();
    }

    public Task StartAsync(CancellationToken cancellation)
    {
        server.UseKey("remove old candles");
        return Task.CompletedTask;
    }

    public async Task<RemovedAnswer> StepAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            using var response = await server.TrySendAsync((http, given) => http.PostAsync(Route, null, given), cancellation);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadFromJsonAsync(ApiJson.Default.RemovedAnswer, cancellation) ?? throw Unreadable();
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || time.GetElapsedTime(began) > Patience)
                throw await server.RefusalAsync(response);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? AgainAfter, time, cancellation);
        }
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static UserError Unreadable() => new("The server's answer cannot be read.");
}
