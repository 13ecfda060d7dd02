using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using CryptoFlow.Messages;

namespace CryptoFlow.Torture.Load;

/// <summary>A request, and the check of the body of an answer with status 200. The check returns the defect; null if there is none.</summary>
internal readonly record struct Ask(string Path, Func<ReadOnlyMemory<byte>, string?>? Check = null)
{
    /// <summary>2100-01-01, ms UTC. A page before this time is the newest page, but the program reads it from the file: the cache holds only pages without a bound.</summary>
    private const long FarFuture = 4_102_444_800_000;

    /// <summary>Asks for the same page by a query, not from the cache.</summary>
    public Ask ByQuery() => this with { Path = $"{Path}&before={FarFuture}" };
}

/// <summary>Simulated clients. Each client has its own open connection and sends its next request as soon as it has an answer.</summary>
internal sealed class ClosedLoop(Uri server, int clients) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = clients, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly ConcurrentQueue<string> _defects = new();
    private long _answered;
    private long _refused;

    /// <summary>Times of all answers, with status 200 or 503.</summary>
    public Latencies Times { get; } = new();

    /// <summary>Number of answers with status 200 and the expected body.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Number of answers with status 503 and the header Retry-After.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>All other outcomes: other statuses, broken connections, wrong bodies.</summary>
    public IReadOnlyCollection<string> Defects => _defects;

    /// <summary>Sends requests until <paramref name="stop"/> is cancelled.</summary>
    /// <param name="next">Draws the next request of a client, with the client's own random generator.</param>
    /// <param name="seed">Seed of the clients' random generators.</param>
    /// <param name="stop">Ends the run. Each client finishes its current request.</param>
    /// <param name="refusedPause">How long a refused client waits before its next request. Zero: the client ignores Retry-After.</param>
    public Task RunAsync(Func<Random, Ask> next, int seed, CancellationToken stop, TimeSpan refusedPause = default) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ClientAsync(next, new Random(seed + client), refusedPause, stop), CancellationToken.None)));

    public void Dispose() => _http.Dispose();

    private async Task ClientAsync(Func<Random, Ask> next, Random random, TimeSpan refusedPause, CancellationToken stop)
    {
        var body = new MemoryStream();
        while (!stop.IsCancellationRequested)
        {
            var ask = next(random);
            try
            {
                if (!await AskAsync(ask, body) && refusedPause > TimeSpan.Zero)
                    await Eventually.PassAsync(refusedPause);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                _defects.Enqueue($"{ask.Path}: {broken.Message}");
            }
        }
    }

    /// <summary>False if the answer was 503 with Retry-After.</summary>
    private async Task<bool> AskAsync(Ask ask, MemoryStream body)
    {
        var began = Stopwatch.GetTimestamp();
        using var response = await _http.GetAsync(new Uri(ask.Path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        body.SetLength(0);
        await response.Content.CopyToAsync(body);
        Times.Add(Stopwatch.GetElapsedTime(began));
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        var defect = response.StatusCode == HttpStatusCode.OK
            ? ask.Check?.Invoke(body.GetBuffer().AsMemory(0, (int)body.Length))
            : $"{(int)response.StatusCode}";
        if (defect is null)
            Interlocked.Increment(ref _answered);
        else
            _defects.Enqueue($"{ask.Path}: {defect}");
        return true;
    }
}
