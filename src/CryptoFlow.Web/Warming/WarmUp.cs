using System.Collections.Concurrent;
using System.Diagnostics;
using CryptoFlow.Collectors;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Warming;

/// <summary>
/// Sends each frequent kind of request once before clients do, so that no client waits for the JIT compiler. Without the warm-up the first request took 150 ms, and
/// at 200 requests a second the other requests waited behind it. The warm-up runs after the addresses are bound and before the server logs that it serves. Until the
/// end of the warm-up, <c>/health/ready</c> is 503.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>The requests go through the server's own pipeline within this process, not over the network. So addresses, certificates and host names
/// do not matter, and HTTP metrics do not count the requests. The server recognises them by an object, not by a header, so no client can imitate them.</item>
/// <item>It only reads. <see cref="ReadActivity.IsWarmingUp"/> keeps its queries out of health and metrics, and the writer does not throttle backfill for them.</item>
/// <item>It never fails the start: a failure is logged, and after the time limit the start goes on without it.</item>
/// </list>
/// </remarks>
internal sealed class WarmUp(
    WarmUpSettings settings,
    IServiceScopeFactory scopes,
    ReadActivity reading,
    MonitorBoard board,
    CollectionPlan plan,
    TimeProvider time,
    ILogger<WarmUp> logger,
    INodeReadiness? node = null)
{
    /// <summary>How often a node of a cluster checks whether it can answer requests.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _warmed = new();
    private RequestDelegate? _pipeline;
    private volatile bool _isOver;

    /// <summary>True after the end of the warm-up, by success, failure or time limit. Stays true.</summary>
    public bool IsOver => _isOver;

    /// <summary>The names of the steps that have succeeded, in order of completion.</summary>
    public IReadOnlyCollection<string> Warmed => _warmed;

    /// <summary>Middleware that only remembers the pipeline behind it.</summary>
    public RequestDelegate Attach(RequestDelegate next) => _pipeline = next;

    /// <summary>Runs all steps. Returns when they have ended, at the time limit, or when the program stops.</summary>
    /// <param name="stopping">Cancelled when the program is told to stop.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (settings.Within == TimeSpan.Zero || _pipeline is null)
        {
            _isOver = true;
            return;
        }

        var began = Stopwatch.GetTimestamp();
        using var tooLong = new CancellationTokenSource(settings.Within, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, tooLong.Token);
        var steps = new WarmUpSteps(new WarmUpClient(_pipeline, scopes, limit.Token), Series());
        reading.IsWarmingUp = true;
        try
        {
            while (node?.Missing() is not null)
                await Task.Delay(LookEvery, time, limit.Token);

            // In parallel on the thread pool, because most of the time is JIT compilation, which can use all processors.
            var ended = limit.Token;
            var running = steps.All.Select(step => Task.Run(() => TryAsync(step.Name, step.RunAsync, ended), CancellationToken.None)).ToList();
            await Task.WhenAll(running).WaitAsync(ended);
            ended.ThrowIfCancellationRequested();
            logger.WarmedUp(running.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The program is stopping.
        }
        catch (OperationCanceledException)
        {
            logger.WarmUpCut(settings.Within.TotalSeconds);
        }
        finally
        {
            reading.IsWarmingUp = false;
            _isOver = true;
        }
    }

    private async Task TryAsync(string name, Func<Task> step, CancellationToken ended)
    {
        try
        {
            await step();
            _warmed.Enqueue(name);
        }
#pragma warning disable CA1031 // A client that meets the same failure gets an error answer, so the server can serve.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // After the time limit, RunAsync logs one line for all steps.
            if (!ended.IsCancellationRequested)
                logger.WarmUpFailed(name, failure.Message);
        }
    }

    /// <summary>A series that has stored candles; if none is known, a collected series; if none is collected, null.</summary>
    private SeriesKey? Series() =>
        board.Health?.Series.FirstOrDefault(s => s.Stats.Rows > 0)?.Stats.Series ?? plan.Series.FirstOrDefault();
}
