using System.Text.Json;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>For programs: prints one JSON object at the end.</summary>
internal sealed class JsonReport(TextWriter output) : IBackfillReport
{
    public void Plan(IReadOnlyList<RunAnswer> runs)
    {
    }

    public Task<IReadOnlyList<RunAnswer>> FollowAsync(BackfillWatch watch, CancellationToken cancellation) =>
        watch.UntilEndedAsync(static _ => { }, cancellation);

    public void End(string run, IReadOnlyList<RunAnswer> runs) =>
        output.WriteLine(JsonSerializer.Serialize(BackfillSummary.Of(run, runs), CommandJson.Default.BackfillSummary));
}
