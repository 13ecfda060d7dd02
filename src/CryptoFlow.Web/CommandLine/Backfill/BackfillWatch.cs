using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>
/// Polls a run until it has ended at all its exchanges. Only the newest run of each exchange is visible. If a newer run has replaced this run at an exchange, or the
/// run is gone, it has ended there. Then it counts as incomplete, unless an earlier poll saw its end.
/// </summary>
internal sealed class BackfillWatch(IBackfillTarget target, BackfillStarted started, TimeProvider time)
{
    private const int LooksBeforeAPartIsLost = 40;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, RunAnswer> _parts = [];
    private int _looks;

    /// <summary>Waits until the run has a plan (or has ended) at each of its exchanges, and returns it.</summary>
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

    /// <summary>Polls until the run has ended. Passes each result to <paramref name="show"/>, the last one included, and returns the last.</summary>
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

    private async Task<IReadOnlyList<RunAnswer>> NowAsync(CancellationToken cancellation)
    {
        var newest = (await target.GetAsync(cancellation)).ToDictionary(r => r.Exchange);
        _looks++;
        foreach (var exchange in started.Exchanges)
        {
            if (newest.TryGetValue(exchange, out var run) && run.Run == started.Run)
                _parts[exchange] = run;
            else if (_parts.TryGetValue(exchange, out var part) && !HasEnded(part))
                _parts[exchange] = Lost(part);
            else if (!_parts.ContainsKey(exchange) && _looks >= LooksBeforeAPartIsLost)
                _parts[exchange] = Lost(new RunAnswer(started.Run, exchange, RunAnswer.Planning, null, 0, 0, 0, 0, 0, null, null, Now, null, null, []));
        }

        return [.. started.Exchanges.Where(_parts.ContainsKey).Select(e => _parts[e])];
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private RunAnswer Lost(RunAnswer part) => part with
    {
        Phase = RunAnswer.Incomplete,
        EndedAt = Now,
        LastError = part.LastError ?? "Its end was not seen; the next run goes on from what is stored.",
    };
}
