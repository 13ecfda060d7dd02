using System.Net;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// Writes one marker after the other, each until a node has acknowledged it. A try that fails, or lasts for too long, goes on at the next node, as a client with several
/// addresses does.
/// </summary>
internal sealed class MarkerWriter : IDisposable
{
    private static readonly TimeSpan PauseAfterAnswer = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Func<IReadOnlyList<Uri>> _servers;
    private readonly HttpClient _http;
    private long _acknowledged = -1;
    private long _attempted = -1;

    /// <param name="servers">The nodes that answer HTTP now.</param>
    /// <param name="timeForTry">How long a try may take.</param>
    public MarkerWriter(Func<IReadOnlyList<Uri>> servers, TimeSpan timeForTry)
    {
        _servers = servers;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = timeForTry };
        _http.DefaultRequestHeaders.Add("X-Api-Key", EndlessBackfill.Key);
    }

    /// <summary>The number of the newest marker whose COMMIT was acknowledged; -1: none.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>The number of the newest marker that was sent; it may be stored, or not.</summary>
    public long Attempted => Volatile.Read(ref _attempted);

    public Moments Answers { get; } = new();

    public async Task RunAsync(CancellationToken stop)
    {
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            Volatile.Write(ref _attempted, number);
            for (var attempt = (int)number; !await TryAsync(number, attempt); attempt++)
            {
                await Eventually.PassAsync(PauseAfterFailure);
                if (stop.IsCancellationRequested)
                    return;
            }

            Volatile.Write(ref _acknowledged, number);
            Answers.Add();
            await Eventually.PassAsync(PauseAfterAnswer);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> TryAsync(long number, int attempt)
    {
        var servers = _servers();
        try
        {
            using var body = Marker.BodyOf(number);
            using var response = await _http.PostAsync(new Uri(servers[attempt % servers.Count], $"/api/import?{Marker.Path}"), body);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
