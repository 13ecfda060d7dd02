using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Hosting;

/// <summary>Logs the progress of the running backfills: one line per exchange every ten seconds.</summary>
internal sealed class BackfillProgressLog(
    IRequiredActor<CollectorManagerActor> collectors,
    TimeProvider time,
    ILogger<BackfillProgressLog> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LogAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task LogAsync(CancellationToken stopping)
    {
        // Without an answer now, the next tick tries again.
        if (!collectors.TryGet(out var actor)
            || await new CollectorClient(actor, time, Period / 2).AskAsync(remaining => new CollectorProtocol.GetBackfill(remaining), stopping)
                is not { Answer: { } status })
        {
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var run in status.Runs.Where(r => !r.HasEnded && r.Plan is not null).Select(r => RunAnswer.Of(r).WithRate(now)))
            logger.BackfillProgress(run.Exchange, run.CandlesDone, run.Candles, (long)(run.CandlesPerSecond ?? 0), DurationText.Of(run.EtaSeconds));
    }
}
