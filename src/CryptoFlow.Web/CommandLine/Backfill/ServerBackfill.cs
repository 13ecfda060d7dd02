using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Lets the server that has the file open do the backfill. This process starts it with the key and watches it.</summary>
internal sealed class ServerBackfill(ServerConnection server) : IBackfillTarget
{
    private static readonly Uri Route = new("/api/backfill", UriKind.Relative);

    public CancellationToken Stopping => CancellationToken.None;

    public async Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation)
    {
        server.UseKey("run the backfill");
        using var response = await server.TrySendAsync(
            (http, given) => http.PostAsJsonAsync(Route, request, ApiJson.Default.BackfillRequest, given), cancellation);
        await server.ThrowIfRefusedAsync(response);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.BackfillStarted, cancellation))!;
    }

    public async Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation)
    {
        using var response = await server.SendAsync((http, given) => http.GetAsync(Route, given), cancellation);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.BackfillAnswer, cancellation))!.Runs;
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
