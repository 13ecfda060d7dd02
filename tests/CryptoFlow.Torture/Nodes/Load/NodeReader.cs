using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// A client of one node: reads the newest markers and other pages without a break. A page that is read after a marker was acknowledged must show the marker, and must
/// not show one that nobody has sent.
/// </summary>
internal sealed class NodeReader(ClusterNode node, MarkerWriter markers, ConcurrentQueue<string> wrong, int seed) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(150);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { BaseAddress = node.Place.Web, Timeout = TimeSpan.FromSeconds(5) };
    private readonly SeriesKey[] _series = [.. ClusterStage.Set.Plan.Series];

    public ClusterNode Node => node;

    /// <summary>The answers with status 200 to reads of markers.</summary>
    public Moments Answers { get; } = new();

    public async Task RunAsync(CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            var answered = random.Next(4) > 0
                ? await ReadMarkersAsync()
                : await ReadAsync(Other(random), (_, _) => { }, random.Next(2) == 0 ? "br" : null);
            await Eventually.PassAsync(answered ? Pause : PauseAfterFailure);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> ReadMarkersAsync()
    {
        var acknowledged = markers.Acknowledged;
        var answered = await ReadAsync($"/api/candles?{Marker.Path}&limit=3", (page, at) =>
        {
            var shown = page.GetProperty("candles").EnumerateArray().Select(Marker.NumberOf).ToList();
            var newest = shown.Count == 0 ? -1 : shown[^1];
            if (newest < acknowledged)
                wrong.Enqueue($"{at}: a read at {node.Plan} shows markers up to {newest}, although {acknowledged} was acknowledged before the read");
            if (newest > markers.Attempted || shown.Contains(-1) || shown.Zip(shown.Skip(1)).Any(pair => pair.Second != pair.First + 1))
                wrong.Enqueue($"{at}: a read at {node.Plan} shows the markers {string.Join(", ", shown)}, and {markers.Attempted} is the newest that was sent");
        });
        if (answered)
            Answers.Add();
        return answered;
    }

    private string Other(Random random)
    {
        var series = _series[random.Next(_series.Length)];
        var path = $"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit={random.Next(1, 600)}";
        return random.Next(4) switch
        {
            0 => "/api/health",
            1 => path,
            _ => $"{path}&before={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - random.NextInt64(10L * 86_400_000)}",
        };
    }

    private async Task<bool> ReadAsync(string path, Action<JsonElement, DateTimeOffset> use, string? encoding = null)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            if (encoding is not null)
                request.Headers.Add("Accept-Encoding", encoding);
            using var response = await _http.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (response.StatusCode != HttpStatusCode.OK)
            {
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests))
                    wrong.Enqueue($"{node.Plan} answers {(int)response.StatusCode} to {path}");
                return false;
            }

            if (encoding is null)
            {
                using var document = JsonDocument.Parse(body);
                use(document.RootElement, TimeProvider.System.GetUtcNow());
            }

            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
