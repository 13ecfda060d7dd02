using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Warming;

/// <summary>
/// Makes each hot request once before a client does, so that no client waits while the code is compiled: the first request took 150 ms, and at 200 requests
/// a second all others waited behind it. Runs when the addresses are bound and before the server says that it serves; until then <c>/health/ready</c> is 503.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>The requests go through the server's own pipeline, in this process: nothing is sent, so whatever the addresses, certificates and host names are, it works, and
/// HTTP metrics do not see it. No client can make a request that looks like one of these: they are known by an object, not by a header.</item>
/// <item>It only reads. <see cref="ReadActivity.IsWarmingUp"/> keeps its queries out of health and metrics, and a backfill does not give way to them.</item>
/// <item>It never fails the start: what fails is logged, and what takes too long is left alone.</item>
/// </list>
/// </remarks>
internal sealed class WarmUp(
    WarmUpSettings settings,
    IServiceScopeFactory scopes,
    ReadActivity reading,
    ActorSystem actors,
    CollectionPlan plan,
    TimeProvider time,
    ILogger<WarmUp> logger)
{
    private readonly ConcurrentQueue<string> _warmed = new();
    private RequestDelegate? _pipeline;
    private volatile bool _isOver;

    /// <summary>Whether clients may come. Never false again.</summary>
    public bool IsOver => _isOver;

    /// <summary>The kinds of requests that have been answered, in the order of their answers.</summary>
    public IReadOnlyCollection<string> Warmed => _warmed;

    /// <summary>Middleware that changes nothing: remembers what comes after it.</summary>
    public RequestDelegate Attach(RequestDelegate next) => _pipeline = next;

    /// <summary>Returns when all is warm, or its time is up.</summary>
    /// <param name="stopping">Ends it: the program is told to stop.</param>
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
            // On threads of their own: most of it is compiling, on all processors.
            var ended = limit.Token;
            var running = steps.All.Select(step => Task.Run(() => TryAsync(step.Name, step.RunAsync, ended), CancellationToken.None)).ToList();
            await Task.WhenAll(running).WaitAsync(ended);
            ended.ThrowIfCancellationRequested();
            logger.WarmedUp(running.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The program is told to stop.
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
#pragma warning disable CA1031 // A client that meets the same failure is told of it: no reason not to serve.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The caller logs once that the time is up.
            if (!ended.IsCancellationRequested)
                logger.WarmUpFailed(name, failure.Message);
        }
    }

    /// <summary>A series with candles in it; where none is known to have any, one that is collected.</summary>
    private SeriesKey? Series() =>
        MonitorBoard.Of(actors).Health?.Series.FirstOrDefault(s => s.Stats.Rows > 0)?.Stats.Series ?? plan.Series.FirstOrDefault();
}
