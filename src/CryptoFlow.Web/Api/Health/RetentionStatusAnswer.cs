using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Api.Health;

/// <summary>
/// The removal of old candles in <c>/api/health</c>, from the newest report of the writer's node: the number of days for which each interval is kept, and the last
/// run. Times in ms UTC.
/// </summary>
internal sealed record RetentionStatusAnswer(
    IReadOnlyDictionary<string, int> Days, bool Running, long Removed, long? LastRunAt, long LastRemoved, string? Failure, long? NextAt, long ProgressAt)
{
    public static RetentionStatusAnswer? Of(SystemHealth health) => health.Retention is not { } r
        ? null
        : new(r.Rules.Days.ToDictionary(d => d.Key.Name, d => d.Value), r.Running, r.Removed, r.LastRunAt, r.LastRemoved, r.Failure, r.NextAt, r.ProgressAt);
}
