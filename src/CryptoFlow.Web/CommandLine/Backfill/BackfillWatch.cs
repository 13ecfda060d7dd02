using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>
/// Looks at a run again and again until all of it has ended. Only the newest run of each exchange can be seen: a part that a newer run
/// has taken the place of, or that is gone, is over too, and counts as incomplete unless its end was seen.
/// </summary>
internal sealed class BackfillWatch(IBackfillTarget target, BackfillStarted started, TimeProvider time)
{
    private const int LooksBeforeAPartIsLost = 40;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, RunAnswer> _parts = [];
    private int _looks;

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
