using System.Diagnostics;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Testing.Reports;

namespace CryptoFlow.Acceptance;

/// <summary>A light user: requests the newest page of a series ten times a second. The time of each request counts from the moment when it was due.</summary>
internal sealed class LatencyProbe(HttpClient http, CollectionPlan plan)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private int _failed;

    public Latencies Times { get; } = new();

    /// <summary>Number of requests whose answer was not 200.</summary>
    public int Failed => _failed;

    public async Task RunAsync(CancellationToken stop)
    {
        var series = plan.Series.ToList();
        var underWay = new List<Task>();
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(stop); i++)
            {
                var asked = series[i % series.Count];
                underWay.Add(AskAsync($"/api/candles?exchange={asked.Exchange}&symbol={asked.Symbol}&tf={asked.Interval.Minutes}"));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(underWay);
        }
    }

    private async Task AskAsync(string path)
    {
        var due = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        Times.Add(Stopwatch.GetElapsedTime(due));
        if (!response.IsSuccessStatusCode)
            Interlocked.Increment(ref _failed);
    }
}
