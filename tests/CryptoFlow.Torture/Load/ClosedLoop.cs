using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using CryptoFlow.Messages;

namespace CryptoFlow.Torture.Load;

/// <summary>A request, and what must hold of the body of a 200; null where all does.</summary>
internal readonly record struct Ask(string Path, Func<ReadOnlyMemory<byte>, string?>? Check = null)
{
    /// <summary>2100-01-01, ms UTC: pages before it are the newest, and yet read from the file, since only pages without a bound are kept.</summary>
    private const long FarFuture = 4_102_444_800_000;

    /// <summary>The same page by a query, where it would come from the cache.</summary>
    public Ask ByQuery() => this with { Path = $"{Path}&before={FarFuture}" };
}

/// <summary>Clients that each ask again as soon as they are answered, on connections of their own that stay open.</summary>
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

    /// <summary>Of answers, good and refused ones.</summary>
    public Latencies Times { get; } = new();

    /// <summary>200, with the body that must come.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>503 with Retry-After.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Everything else: other statuses, broken connections, wrong bodies.</summary>
    public IReadOnlyCollection<string> Defects => _defects;

    /// <summary>Asks until it is told to stop.</summary>
    /// <param name="next">The next request of a client, drawn with the client's own chance.</param>
    /// <param name="seed">Of the clients' chances.</param>
    /// <param name="stop">Ends it, each client after its answer.</param>
    /// <param name="refusedPause">What a refused client waits before it asks again; none where it does not heed Retry-After.</param>
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

    /// <summary>Whether it was answered with something else than 503.</summary>
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
