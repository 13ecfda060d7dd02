using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Looks at a run again and again: what of the newest runs belongs to it, until all of it has ended.</summary>
internal sealed class BackfillWatch(IBackfillTarget target, BackfillStarted started, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>The run at each of its exchanges, once it is counted what is missing.</summary>
    public async Task<IReadOnlyList<RunAnswer>> UntilPlannedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var runs = await NowAsync(cancellation);
            if (runs.Count == started.Exchanges.Count && runs.All(r => r.Plan is not null || HasEnded(r)))
                return runs;

            await Task.Delay(Period, time, cancellation);
        }
    }

    /// <summary>Hands each look to <paramref name="show"/>, the last one included; returns that.</summary>
    public async Task<IReadOnlyList<RunAnswer>> UntilEndedAsync(Action<IReadOnlyList<RunAnswer>> show, CancellationToken cancellation)
    {
        while (true)
        {
            var runs = await NowAsync(cancellation);
            show(runs);
            if (runs.Count == started.Exchanges.Count && runs.All(HasEnded))
                return runs;

            await Task.Delay(Period, time, cancellation);
        }
    }

    private static bool HasEnded(RunAnswer run) => run.EndedAt is not null;

    private async Task<IReadOnlyList<RunAnswer>> NowAsync(CancellationToken cancellation) =>
        [.. (await target.GetAsync(cancellation)).Where(r => r.Run == started.Run)];
}
