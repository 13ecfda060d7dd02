using CryptoFlow.Collectors;

namespace CryptoFlow.Web.Api.Backfill;

/// <summary>The answer of <c>GET /api/backfill</c>: the newest run of each exchange.</summary>
internal sealed record BackfillAnswer(IReadOnlyList<RunAnswer> Runs)
{
    public static BackfillAnswer Of(CollectorProtocol.BackfillStatus status) => new([.. status.Runs.Select(RunAnswer.Of)]);
}

/// <summary>The answer of <c>POST /api/backfill</c>.</summary>
internal sealed record BackfillStarted(string Run, IReadOnlyList<string> Exchanges);

/// <summary>The answer of <c>DELETE /api/backfill/{run}</c>.</summary>
internal sealed record BackfillEnded(string Run);

/// <summary>A run at one exchange: plan, progress, remaining time. The command <c>backfill</c> shows the same values.</summary>
internal sealed record RunAnswer(
    string Run,
    string Exchange,
    string Phase,
    PlanAnswer? Plan,
    long Candles,
    long CandlesDone,
    long CandlesStored,
    long CandlesChanged,
    int RequestsFailed,
    double? CandlesPerSecond,
    double? EtaSeconds,
    long StartedAt,
    long? EndedAt,
    string? LastError,
    IReadOnlyList<SeriesProgressAnswer> Series)
{
    /// <summary>The run has ended. The answers to all planned requests are stored.</summary>
    public const string Completed = "completed";

    /// <summary>The run has no plan yet.</summary>
    public const string Planning = "planning";

    /// <summary>The run has ended, and some requests were given up.</summary>
    public const string Incomplete = "incomplete";

    public static RunAnswer Of(BackfillRun run) => new(
        run.Id.ToString(),
        run.Exchange.ToWireName(),
        NameOf(run.Phase),
        run.Plan is null ? null : PlanAnswer.Of(run.Plan),
        run.Series.Sum(s => s.Candles),
        run.Series.Sum(s => s.CandlesDone),
        run.Series.Sum(s => s.CandlesStored),
        run.Series.Sum(s => s.CandlesChanged),
        run.Series.Sum(s => s.RequestsFailed),
        null,
        run.Remaining?.TotalSeconds,
        run.StartedAt,
        run.EndedAt,
        run.LastError,
        [.. run.Series.Select(SeriesProgressAnswer.Of)]);

    /// <summary>The run with its mean rate from its start up to <paramref name="now"/>, ms UTC.</summary>
    public RunAnswer WithRate(long now)
    {
        var seconds = ((EndedAt ?? now) - StartedAt) / 1000.0;
        return seconds > 0 ? this with { CandlesPerSecond = Math.Round(CandlesDone / seconds, 1) } : this;
    }

    private static string NameOf(BackfillPhase phase) => phase switch
    {
        BackfillPhase.Planning => Planning,
        BackfillPhase.Running => "running",
        BackfillPhase.Completed => Completed,
        BackfillPhase.Incomplete => Incomplete,
        _ => "cancelled",
    };
}

/// <summary>
/// The plan of a run, stated before it starts. The cost is in the exchange's own unit. With <c>compares</c> the plan counts all candles of the
/// range, stored candles included; otherwise it counts missing candles only.
/// </summary>
internal sealed record PlanAnswer(int Requests, int Cost, long Candles, double ExpectedSeconds, bool Compares)
{
    public static PlanAnswer Of(BackfillPlan plan) => new(plan.Requests, plan.Cost, plan.Candles, plan.ExpectedTime.TotalSeconds, plan.Compares);
}

/// <summary>Progress of one series in a run.</summary>
internal sealed record SeriesProgressAnswer(
    string Symbol,
    int Tf,
    int Requests,
    int RequestsDone,
    int RequestsFailed,
    long Candles,
    long CandlesDone,
    long CandlesStored,
    long CandlesChanged)
{
    public static SeriesProgressAnswer Of(SeriesProgress s) => new(
        s.Series.Symbol,
        s.Series.Interval.Minutes,
        s.Requests,
        s.RequestsDone,
        s.RequestsFailed,
        s.Candles,
        s.CandlesDone,
        s.CandlesStored,
        s.CandlesChanged);
}
