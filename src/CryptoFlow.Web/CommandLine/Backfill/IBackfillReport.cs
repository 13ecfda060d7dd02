using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Shows a backfill.</summary>
internal interface IBackfillReport
{
    /// <summary>Shows the plan.</summary>
    void Plan(IReadOnlyList<RunAnswer> runs);

    /// <summary>Shows the progress until the backfill has ended.</summary>
    Task<IReadOnlyList<RunAnswer>> FollowAsync(BackfillWatch watch, CancellationToken cancellation);

    /// <summary>Shows the outcome.</summary>
    void End(string run, IReadOnlyList<RunAnswer> runs);
}

/// <summary>Sentences that the reports for people share.</summary>
internal static class BackfillText
{
    public static string Plan(RunAnswer run) => run.Plan is { Requests: > 0 } plan
        ? $"{run.Exchange}: {plan.Candles:N0} candles {(plan.Compares ? "to compare" : "missing")} in {run.Series.Count} series; {plan.Requests:N0} requests, cost {plan.Cost:N0}, about {DurationText.Of(plan.ExpectedSeconds)}."
        : run.LastError is { } error ? $"{run.Exchange}: {error}" : $"{run.Exchange}: nothing is missing.";

    public static string End(RunAnswer run) =>
        $"{run.Exchange}: {run.Phase}, {Candles(run)} in {DurationText.Of((run.EndedAt - run.StartedAt) / 1000.0)}"
        + (run.RequestsFailed > 0 ? $", {run.RequestsFailed:N0} requests given up" : "")
        + (run.LastError is { } error ? $" ({error.TrimEnd('.')})." : ".");

    private static string Candles(RunAnswer run) => run.Plan is { Compares: true }
        ? $"{run.CandlesDone:N0} candles compared, {run.CandlesChanged:N0} changed, {run.CandlesStored - run.CandlesChanged:N0} added"
        : $"{run.CandlesStored:N0} candles stored";
}
