using System.Globalization;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Api;

/// <summary>From the monitor's snapshot to the fields that clients read.</summary>
internal static class HealthMapping
{
    private static readonly LockWaitHealth NoWaits = new(0, 0, 0, 0);

    /// <summary>The intervals that old clients read, whether or not they are collected.</summary>
    private static readonly Interval[] AlwaysShown = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];

    public static HealthAnswer ToAnswer(
        SystemHealth health, bool stale, CollectionPlan plan, SocketsAnswer sockets, IReadOnlyList<ActiveAlert> alerts)
    {
        var answer = Fixed(health, stale, sockets, alerts);
        foreach (var interval in AlwaysShown.Concat(plan.Intervals).Concat(health.RowsByInterval.Keys).Distinct().Order())
        {
            var rows = health.RowsByInterval.GetValueOrDefault(interval);
            answer.Rows[$"candles_{interval.Minutes}"] = JsonSerializer.SerializeToElement(rows, ApiJson.Default.Int64);
        }

        return answer;
    }

    /// <summary>Everything but the members whose names depend on the intervals.</summary>
    private static HealthAnswer Fixed(SystemHealth health, bool stale, SocketsAnswer sockets, IReadOnlyList<ActiveAlert> alerts) => new()
    {
        Status = NameOf(health.Status),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(health.At).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Stale = stale,
        Reasons = health.Reasons,
        LockWaitCount = health.LockWaits.Values.Sum(w => w.Waits),
        LockWaits = new(LockWait(health, "writer"), LockWait(health, "reader"), LockWait(health, "monitor")),
        Queue = new(health.Writer.QueueDepth, health.Writer.QueuePeak, health.Writer.QueueRefused, ByLane(health.Writer.QueueTimeByLane)),
        Writer = new(
            health.Writer.Open,
            health.Writer.Failure,
            health.Writer.MessagesCommitted,
            health.Writer.RowsWritten,
            health.Writer.Rejected,
            ByLane(health.Writer.HandlerTimeByLane)),
        Wal = new(health.Wal.Pages, health.Wal.CheckpointedPages, health.Wal.FileBytes, health.Wal.Checkpoints, health.Wal.CheckpointsBusy),
        LastCheckpoint = Checkpoint(health.Wal.LastCheckpoint, health.Wal.LastCheckpointAt),
        Readers = Readers(health.Readers),
        Collectors = [.. health.Collectors.Select(Collector)],
        Series = [.. health.Series.Select(Series)],
        WebSockets = sockets,
        Alerts = [.. alerts.Select(Alert)],
    };

    public static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Ok => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static AlertAnswer Alert(ActiveAlert a) =>
        new(a.Name, a.Severity == AlertSeverity.Error ? "error" : "warning", a.Since, a.Sentence, Math.Round(a.Value, 3));

    private static LockWaitAnswer LockWait(SystemHealth health, string role)
    {
        var waits = health.LockWaits.GetValueOrDefault(role) ?? NoWaits;
        return new(waits.Waits, waits.Timeouts, waits.MeanMs, waits.MaxMs);
    }

    private static DurationAnswer Duration(DurationStats stats) => new(stats.Count, stats.MeanMs, stats.MaxMs);

    private static Dictionary<string, DurationAnswer> ByLane(IReadOnlyDictionary<string, DurationStats> lanes) =>
        lanes.ToDictionary(l => JsonNamingPolicy.CamelCase.ConvertName(l.Key), l => Duration(l.Value));

    private static CheckpointAnswer? Checkpoint(CheckpointOutcome? outcome, long? at) => outcome is null
        ? null
        : new(
            outcome.Mode == CheckpointMode.Truncate ? "truncate" : "passive",
            outcome.Busy,
            outcome.WalPages,
            outcome.CheckpointedPages,
            outcome.Duration.TotalMilliseconds,
            at);

    private static ReadersAnswer Readers(ReadersHealth r) => new(
        r.Count,
        r.InFlight,
        r.QueueDepth,
        r.QueuePeak,
        r.Answered,
        r.Expired,
        r.Refused,
        r.Failed,
        Duration(r.QueueTime),
        Duration(r.HandlerTime));

    private static CollectorAnswer Collector(CollectorState c) => new(
        c.Exchange.ToWireName(),
        NameOf(c.Phase),
        c.Detail,
        c.ExchangeTimeOffsetMs,
        c.UnknownSymbols,
        c.Backfill is null ? null : RunAnswer.Of(c.Backfill),
        c.LastSyncAt,
        c.Requests,
        c.RefusedByExchange,
        c.Failures,
        c.RejectedRows,
        c.StaleCompletions,
        c.BudgetUsed,
        c.BudgetLimit,
        c.PausedUntil);

    private static string NameOf(CollectorPhase phase) => phase switch
    {
        CollectorPhase.Starting => "starting",
        CollectorPhase.Collecting => "collecting",
        CollectorPhase.Waiting => "waiting",
        _ => "stopped",
    };

    private static SeriesAnswer Series(SeriesHealth s) => new(
        s.Stats.Series.Exchange.ToWireName(),
        s.Stats.Series.Symbol,
        s.Stats.Series.Interval.Minutes,
        s.Stats.Rows,
        s.Stats.OldestTime,
        s.Stats.NewestTime,
        s.Stats.Version,
        s.Collected,
        s.LagCandles,
        s.OpenGaps,
        s.ConfirmedMissing);
}
