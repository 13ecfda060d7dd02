using System.Diagnostics.CodeAnalysis;
using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Web.Logging;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Backtests;

/// <summary>
/// Runs the backtests that clients start over HTTP. At most <c>Api:MaxBacktests</c> run at once; more are refused. Each backtest has a thread of its own below normal
/// priority, so that requests and actors do not wait for it. The results of the newest <see cref="Kept"/> ended runs stay in memory; nothing is stored.
/// </summary>
internal sealed class BacktestRuns(
    IRequiredActor<DbReaderRouterActor> readers, IOptions<CryptoFlowOptions> options, TimeProvider time, ILogger<BacktestRuns> logger) : IHostedService
{
    /// <summary>Maximum number of ended runs in memory. The result of ten years takes some MB.</summary>
    public const int Kept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<RunId, BacktestJob> _jobs = [];
    private bool _stopping;

    /// <summary>Starts a run, unless the maximum is running or the program is stopping.</summary>
    /// <returns>The run; null when it was not started.</returns>
    public BacktestJob? TryStart(BacktestRequest request)
    {
        BacktestJob job;
        lock (_lock)
        {
            if (_stopping || _jobs.Values.Count(j => j.IsRunning) >= options.Value.Api.MaxBacktests)
                return null;
            job = new BacktestJob(RunId.New(), request, time);
            _jobs.Add(job.Run, job);
            foreach (var oldest in _jobs.Values.Where(j => !j.IsRunning).OrderByDescending(j => j.EndedAt).Skip(Kept).ToList())
                _jobs.Remove(oldest.Run);
        }

        new Thread(() => Compute(job)) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = $"backtest {job.Run}" }.Start();
        return job;
    }

    public bool TryGet(RunId run, [NotNullWhen(true)] out BacktestJob? job)
    {
        lock (_lock)
            return _jobs.TryGetValue(run, out job);
    }

    /// <summary>Cancels a running run, or removes an ended run. False when there is no such run.</summary>
    public bool TryRemove(RunId run)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(run, out var job))
                return false;
            if (job.IsRunning)
                job.Cancel();
            else
                _jobs.Remove(run);
            return true;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
            foreach (var job in _jobs.Values)
                job.Cancel();
        }

        return Task.CompletedTask;
    }

    private void Compute(BacktestJob job)
    {
        try
        {
            var paper = options.Value.PaperTrading;
            var client = new ReaderClient(readers.ActorRef, time, RetryPolicy.BackgroundRead(Environment.ProcessId));
            job.Complete(Backtest.Run(
                job.Request, new RoutedCandleSource(client), new StrategyRegistry(paper), paper.Money, job.Report, job.Cancellation));
        }
        catch (OperationCanceledException)
        {
            job.EndCancelled();
        }
        catch (BacktestException failure)
        {
            job.Fail(failure.Message);
        }
#pragma warning disable CA1031 // Top of the thread: whatever failed, the run has to end as failed and the program has to go on.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            logger.BacktestFailed(defect, job.Run.ToString());
            job.Fail("The backtest failed; the server's log says why.");
        }
    }
}
