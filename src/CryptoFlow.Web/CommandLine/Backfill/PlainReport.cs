using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>For logs and pipes: prints a line per exchange every few seconds.</summary>
internal sealed class PlainReport(TextWriter output, TimeProvider time) : IBackfillReport
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private long _shown = time.GetTimestamp();

    public void Plan(IReadOnlyList<RunAnswer> runs)
    {
        foreach (var run in runs)
            output.WriteLine(BackfillText.Plan(run));
    }

    public Task<IReadOnlyList<RunAnswer>> FollowAsync(BackfillWatch watch, CancellationToken cancellation) =>
        watch.UntilEndedAsync(Show, cancellation);

    public void End(string run, IReadOnlyList<RunAnswer> runs)
    {
        foreach (var one in runs)
            output.WriteLine(BackfillText.End(one));
    }

    private void Show(IReadOnlyList<RunAnswer> runs)
    {
        if (time.GetElapsedTime(_shown) < Period)
            return;

        _shown = time.GetTimestamp();
        foreach (var run in runs.Where(r => r.EndedAt is null))
            output.WriteLine($"{run.Exchange}: {run.CandlesDone:N0} of {run.Candles:N0} candles, {run.CandlesPerSecond ?? 0:N0} a second, {DurationText.Of(run.EtaSeconds)} left.");
    }
}
