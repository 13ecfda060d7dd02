using System.Diagnostics.CodeAnalysis;
using CryptoFlow.Configuration;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Backtests;

/// <summary>
/// The backtests that were asked for over HTTP. So many run at once, each on a thread of its own with less than normal priority, so that
/// neither requests nor actors wait for one; one more is refused. The newest that have ended are kept with their results, older
/// ones forgotten. Nothing is stored: with the program they are gone.
/// </summary>
internal sealed class BacktestRuns(ReadQueries queries, IOptions<CryptoFlowOptions> options, TimeProvider time, ILogger<BacktestRuns> logger) : IHostedService
{
    /// <summary>Ended runs that are kept. A result of ten years is some MB.</summary>
    public const int Kept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<RunId, BacktestJob> _jobs = [];
    private bool _stopping;

    /// <summary>Starts a run, unless as many are running as may.</summary>
    /// <returns>The run, or null.</returns>
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

    /// <summary>Ends a run, or forgets one that has ended.</summary>
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
            job.Complete(Backtest.Run(
                job.Request, new RoutedCandleSource(queries, time), new StrategyRegistry(paper), paper.Money, job.Report, job.Cancellation));
        }
        catch (OperationCanceledException)
        {
            job.EndCancelled();
        }
        catch (BacktestException failure)
        {
            job.Fail(failure.Message);
        }
#pragma warning disable CA1031 // The end of a thread: whatever failed, the run has to end, and the program goes on.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            logger.BacktestFailed(defect, job.Run.ToString());
            job.Fail("The backtest failed; the server's log says why.");
        }
    }
}
