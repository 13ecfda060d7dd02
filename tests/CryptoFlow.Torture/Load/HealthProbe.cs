using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace CryptoFlow.Torture.Load;

/// <summary>Asks for the health again and again on a connection of its own, and keeps what it was told.</summary>
internal sealed class HealthProbe(Uri server, TimeSpan every) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server };
    private readonly ConcurrentQueue<(TimeSpan At, JsonElement Health)> _seen = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public Latencies Times { get; } = new();

    /// <summary>The answers and when they came, since this was made.</summary>
    public IReadOnlyCollection<(TimeSpan At, JsonElement Health)> Seen => _seen;

    /// <summary>Every reason that was ever given.</summary>
    public IReadOnlyList<string> Reasons => [.. _seen.SelectMany(s => s.Health.Reasons()).Distinct()];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, TimeProvider.System);
        try
        {
            do
            {
                var began = Stopwatch.GetTimestamp();
                var health = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri("/api/health", UriKind.Relative), CancellationToken.None)).RootElement;
                Times.Add(Stopwatch.GetElapsedTime(began));
                _seen.Enqueue((Stopwatch.GetElapsedTime(_began), health));
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // What was seen so far counts.
        }
    }

    public void Dispose() => _http.Dispose();
}
