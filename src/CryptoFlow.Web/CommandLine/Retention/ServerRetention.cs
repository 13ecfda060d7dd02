using CryptoFlow.Errors;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>Removes old candles through the server that has the file open, by the server's rules and with its key. The plan needs no key.</summary>
internal sealed class ServerRetention(ServerConnection server) : IRetentionTarget
{
    private static readonly Uri Route = new(RetentionApi.Path, UriKind.Relative);

    public CancellationToken Stopping => CancellationToken.None;

    public async Task<RetentionAnswer> PlanAsync(CancellationToken cancellation)
    {
        using var response = await server.SendAsync((http, given) => http.GetAsync(Route, given), cancellation);
        return await response.Content.ReadFromJsonAsync(ApiJson.Default.RetentionAnswer, cancellation) ?? throw new UserError("The server's answer cannot be read.");
    }

    public Task StartAsync(CancellationToken cancellation)
    {
        server.UseKey("remove old candles");
        return Task.CompletedTask;
    }

    public Task<RemovedAnswer> StepAsync(CancellationToken cancellation) =>
        server.SendUntilTakenAsync((http, given) => http.PostAsync(Route, null, given), ApiJson.Default.RemovedAnswer, cancellation);

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
