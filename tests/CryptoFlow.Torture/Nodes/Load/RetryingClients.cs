using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// Clients that know all web nodes and send a failed request once more, to another node, after the time that <c>Retry-After</c> says. Half of them read, half of them write
/// candles to series of their own. A request fails if the second try fails, too.
/// </summary>
internal sealed class RetryingClients : IAsyncDisposable
{
    private const int Readers = 4;
    private const int Writers = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeForTry = TimeSpan.FromSeconds(10);

    private readonly Func<IReadOnlyList<Uri>> _servers;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeForTry };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<string> _firstFailures = new();
    private readonly long[] _stored = new long[Writers];
    private readonly Latencies _times = new();
    private readonly Task _running;
    private long _requests;

    /// <param name="servers">The web nodes that the clients know now.</param>
    /// <param name="seed">Seed of the clients' choices.</param>
    public RetryingClients(Func<IReadOnlyList<Uri>> servers, int seed)
    {
        _servers = servers;
        _http.DefaultRequestHeaders.Add("X-Api-Key", EndlessBackfill.Key);
        _running = Task.WhenAll(
        [
            .. Enumerable.Range(0, Readers).Select(i => Task.Run(() => ReadAsync(new Random(seed + i)))),
            .. Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(i, new Random(seed - 1 - i)))),
        ]);
    }

    /// <summary>Stops the clients. Returns what they have found.</summary>
    public async Task<IReadOnlyList<Finding>> EndAsync()
    {
        await _stop.CancelAsync();
        await _running;
        return
        [
            new(
                "clients that retry once",
                string.Create(CultureInfo.InvariantCulture, $"{_requests:N0} requests, {_firstFailures.Count} sent a second time; {_times}")),
            Finding.None("requests that failed at the second try", _failed),
        ];
    }

    /// <summary>The acknowledged candles that the file lacks. No program writes the file any more.</summary>
    public Finding Lost(ForeignConnection file) => Finding.None(
        "acknowledged candles of these clients that are lost",
        [
            .. Enumerable.Range(0, Writers).SelectMany(writer =>
            {
                var times = StoredRows.Candles(file, Marker.Series.Interval.Minutes, $"BYBIT:{SymbolOf(writer)}").Select(c => c.OpenTime).ToHashSet();
                return Enumerable.Range(0, (int)_stored[writer]).Where(n => !times.Contains(Marker.TimeOf(n))).Select(n => $"{SymbolOf(writer)} {n}");
            }),
        ]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _http.Dispose();
        _stop.Dispose();
    }

    private static string SymbolOf(int writer) => $"RETRY{writer}USDT";

    private async Task ReadAsync(Random random)
    {
        SeriesKey[] series = [.. ClusterStage.Set.Plan.Series];
        while (!_stop.IsCancellationRequested)
        {
            var asked = series[random.Next(series.Length)];
            var path = $"/api/candles?exchange={asked.Exchange}&symbol={asked.Symbol}&tf={asked.Interval.Minutes}&limit={random.Next(1, 500)}";
            if (random.Next(2) == 0)
                path += $"&before={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - random.NextInt64(10L * 86_400_000)}";
            await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), random);
            await Eventually.PassAsync(Pause);
        }
    }

    private async Task WriteAsync(int writer, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            var number = _stored[writer];
            var path = $"/api/import?exchange=bybit&symbol={SymbolOf(writer)}&tf={Marker.Series.Interval.Minutes}";
            if (await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = Marker.BodyOf(number) }, random))
                _stored[writer]++;
            await Eventually.PassAsync(Pause);
        }
    }

    /// <summary>True if one of two tries was answered with 200.</summary>
    private async Task<bool> SendAsync(Func<HttpRequestMessage> request, Random random)
    {
        var began = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _requests);
        var servers = _servers();
        var first = random.Next(servers.Count);
        var (error, wait) = await TryAsync(request(), servers[first]);
        if (error is not null)
        {
            _firstFailures.Enqueue(error);
            await Eventually.PassAsync(wait);
            var others = _servers().Where(s => s != servers[first]).ToList();
            var (again, _) = await TryAsync(request(), others[random.Next(others.Count)]);
            if (again is not null)
                _failed.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss}: {error}; then {again}");
            error = again;
        }

        _times.Add(Stopwatch.GetElapsedTime(began));
        return error is null;
    }

    /// <summary>The error, null if there is none, and how long to wait before another try.</summary>
    private async Task<(string? Error, TimeSpan Wait)> TryAsync(HttpRequestMessage request, Uri server)
    {
        using var sent = request;
        var what = $"{request.Method} {request.RequestUri} at {server.Authority}";
        request.RequestUri = new Uri(server, request.RequestUri!.ToString());
        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.StatusCode == HttpStatusCode.OK
                ? (null, TimeSpan.Zero)
                : ($"{what}: {(int)response.StatusCode} {text}", response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return ($"{what}: {cut.Message}", TimeSpan.Zero);
        }
    }
}
