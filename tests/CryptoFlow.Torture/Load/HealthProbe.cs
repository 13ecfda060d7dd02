using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace CryptoFlow.Torture.Load;

/// <summary>
/// Reads health repeatedly and keeps the answers. The probe has its own connection and thread, so delays in this process's load
/// generator do not count as delays of the program.
/// </summary>
internal sealed class HealthProbe(Uri server, TimeSpan every) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server };
    private readonly ConcurrentQueue<(TimeSpan At, JsonElement Health)> _seen = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public Latencies Times { get; } = new();

    /// <summary>Times of <c>/health/live</c>, which asks no actor. They show the delays that the machine and the HTTP server cause at that moment.</summary>
    public Latencies LiveTimes { get; } = new();

    /// <summary>All answers so far, with the time of each since the probe was made.</summary>
    public IReadOnlyCollection<(TimeSpan At, JsonElement Health)> Seen => _seen;

    /// <summary>All different reasons that health has given so far.</summary>
    public IReadOnlyList<string> Reasons => [.. _seen.SelectMany(s => s.Health.Reasons()).Distinct()];

    public Task RunAsync(CancellationToken stop) => Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => _http.Dispose();

    private void Run(CancellationToken stop)
    {
        do
        {
            Ask("/health/live", LiveTimes);
            _seen.Enqueue((Stopwatch.GetElapsedTime(_began), JsonDocument.Parse(Ask("/api/health", Times)).RootElement));
        }
        while (!stop.WaitHandle.WaitOne(every));
    }

    private byte[] Ask(string path, Latencies times)
    {
        var began = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = new MemoryStream();
        response.EnsureSuccessStatusCode().Content.ReadAsStream().CopyTo(body);
        times.Add(Stopwatch.GetElapsedTime(began));
        return body.ToArray();
    }
}
