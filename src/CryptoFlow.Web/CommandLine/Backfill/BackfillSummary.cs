using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>The output of <c>backfill --json</c>.</summary>
internal sealed record BackfillSummary(string Run, bool Complete, IReadOnlyList<RunAnswer> Runs)
{
    public static BackfillSummary Of(string run, IReadOnlyList<RunAnswer> runs) => new(run, IsComplete(runs), runs);

    public static bool IsComplete(IReadOnlyList<RunAnswer> runs) => runs.All(r => r.Phase == RunAnswer.Completed);
}
