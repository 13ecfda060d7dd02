using System.Globalization;
using System.Text.Json;
using CryptoFlow.Collectors;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Api.Health;

/// <summary>Maps the monitor's snapshot to the answer of <c>GET /api/health</c>.</summary>
internal static class HealthMapping
{
    /// <summary>Intervals whose members are always present, collected or not, because clients of the replaced system read them.</summary>
    private static readonly Interval[] AlwaysShown = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];

    public static HealthAnswer ToAnswer(
        SystemHealth health, long ageSeconds, CollectionPlan plan, SocketsAnswer sockets, IReadOnlyList<ActiveAlert> alerts)
    {
        var answer = Fixed(health, ageSeconds, sockets, alerts);
        foreach (var interval in AlwaysShown.Concat(plan.Intervals).Concat(health.RowsByInterval.Keys).Distinct().Order())
        {
            var rows = health.RowsByInterval.GetValueOrDefault(interval);
            answer.Rows[$"candles_{interval.Minutes}"] = JsonSerializer.SerializeToElement(rows, ApiJson.Default.Int64);
        }

        return answer;
    }

    /// <summary>All members except those whose names depend on the intervals.</summary>
    private static HealthAnswer Fixed(SystemHealth health, long ageSeconds, SocketsAnswer sockets, IReadOnlyList<ActiveAlert> alerts) => new()
    {
        Status = NameOf(health.Status),
        Timestamp = UtcTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(health.At)),
        AgeSeconds = ageSeconds,
        Stale = ageSeconds >= HealthRules.OldSnapshot.TotalSeconds,
        Reasons = health.Reasons,
        Storage = new(NameOf(health.Storage.Place), health.Storage.Address, health.Storage.Place == StoragePlace.Unknown ? null : ageSeconds),
        Cluster = health.Node is { } node ? Cluster(node) : null,
        Components = Components(health),
        LockWaitCount = health.LockWaits.Values.Sum(w => w.Waits),
        LockWaits = LockWaits(health.LockWaits),
        Queue = new(health.Writer.QueueDepth, health.Writer.QueuePeak, health.Writer.QueueRefused, Math.Round(health.Writer.OldestWait.TotalMilliseconds), ByLane(health.Writer.QueueTimeByLane), health.Writer.QueueDepthByLane),
        Writer = new(
            health.Writer.Open,
            health.Writer.Failure,
            health.Writer.MessagesCommitted,
            health.Writer.RowsWritten,
            health.Writer.Rejected,
            health.Writer.IdleShare,
            health.Writer.Pauses,
            health.Writer.Rests,
            Holder(health.Writer.LockHeldBy),
            ByLane(health.Writer.HandlerTimeByLane)),
        Wal = Wal(health.Wal),
        File = new(health.File.Bytes, health.File.FreeBytes, health.File.DiskFreeBytes),
        Process = new(health.Descriptors.Open, health.Descriptors.Limit, ProgramVersion.Text),
        LastCheckpoint = health.Wal.LastCheckpoint is { } checkpoint ? Checkpoint(checkpoint, health.Wal.LastCheckpointAt) : null,
        Readers = Readers(health.Readers),
        Collectors = [.. health.Collectors.Select(c => Collector(c, health.At))],
        Series = [.. health.Series.Select(s => Series(s, health))],
        Verification = Verification(VerificationHealth.Of(health)),
        PaperTraders = [.. health.Traders.Select(TraderAnswer.Of)],
        Backup = BackupStatusAnswer.Of(health),
        Retention = RetentionStatusAnswer.Of(health),
        WebSockets = sockets,
        Alerts = [.. alerts.Select(Alert)],
    };

    public static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Ok => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    public static AlertAnswer Alert(ActiveAlert a) =>
        new(a.Name, a.Severity == AlertSeverity.Error ? "error" : "warning", a.Since, a.Sentence, Math.Round(a.Value, 3));

    private static LockWaitsAnswer LockWaits(IReadOnlyDictionary<string, LockWaitHealth> waits) => new(
        LockWait(waits.GetValueOrDefault(LockWaitBook.Writer) ?? LockWaitHealth.None),
        LockWait(waits.Where(w => w.Key is not (LockWaitBook.Writer or LockWaitBook.Monitor)).Aggregate(LockWaitHealth.None, (sum, w) => sum.Plus(w.Value))),
        LockWait(waits.GetValueOrDefault(LockWaitBook.Monitor) ?? LockWaitHealth.None),
        waits.ToDictionary(w => w.Key, w => LockWait(w.Value)),
        LockWaitHealth.BoundsMs);

    private static LockWaitAnswer LockWait(LockWaitHealth w) =>
        new(w.Waits, w.Timeouts, w.Busy, w.BusySnapshot, w.Locked, w.MeanMs, w.MaxMs, w.Histogram);

    private static ComponentsAnswer Components(SystemHealth health)
    {
        var all = health.Components.ToDictionary(c => c.Name, c => new ComponentAnswer(NameOf(c.Status), c.Reasons));
        return new(
            all.GetValueOrDefault(HealthRules.WriterComponent),
            all.GetValueOrDefault(HealthRules.ReadersComponent),
            all.GetValueOrDefault(HealthRules.WalComponent),
            all.GetValueOrDefault(HealthRules.MonitorComponent),
            all.GetValueOrDefault(HealthRules.ProcessComponent),
            all.GetValueOrDefault(HealthRules.SeriesComponent),
            all.GetValueOrDefault(HealthRules.TradingComponent),
            all.GetValueOrDefault(HealthRules.BackupComponent),
            all.GetValueOrDefault(HealthRules.RetentionComponent),
            all.GetValueOrDefault(HealthRules.ClusterComponent),
            health.Collectors.Select(c => c.Exchange.ToWireName()).Where(all.ContainsKey).ToDictionary(name => name, name => all[name]));
    }

    private static string NameOf(StoragePlace place) => place.ToString().ToLowerInvariant();

    private static ClusterAnswer Cluster(NodeView node) => new(
        node.Address,
        node.Roles,
        node.Leader,
        [.. node.Members.Select(m => new MemberAnswer(m.Address, m.Roles, m.Status, m.IsReachable, m.Version))]);

    private static HolderAnswer? Holder(LockHolder? holder) =>
        holder is null ? null : new(holder.Name, Math.Round(holder.Age.TotalMilliseconds), holder.Process, holder.Reader, holder.Query);

    private static WalAnswer Wal(WalHealth w) =>
        new(w.Pages, w.CheckpointedPages, w.FileBytes, w.Checkpoints, w.CheckpointsBusy, w.PagesMoved, Holder(w.PinnedBy));

    private static DurationAnswer Duration(DurationStats stats) => new(stats.Count, stats.MeanMs, stats.MaxMs);

    private static Dictionary<string, DurationAnswer> ByLane(IReadOnlyDictionary<string, DurationStats> lanes) =>
        lanes.ToDictionary(l => JsonNamingPolicy.CamelCase.ConvertName(l.Key), l => Duration(l.Value));

    public static CheckpointAnswer Checkpoint(CheckpointOutcome outcome, long? at) => new(
        outcome.Mode == CheckpointMode.Truncate ? "truncate" : "passive",
        outcome.Busy,
        outcome.WalPages,
        outcome.CheckpointedPages,
        outcome.MovedPages,
        outcome.LeftPages,
        outcome.Duration.TotalMilliseconds,
        at);

    private static ReadersAnswer Readers(ReadersHealth r) => new(
        r.Count,
        r.InFlight,
        r.QueueDepth,
        r.QueuePeak,
        r.Answered,
        r.Expired,
        r.Interrupted,
        r.Refused,
        r.Failed,
        Duration(r.QueueTime),
        Duration(r.HandlerTime));

    private static CollectorAnswer Collector(CollectorState c, long at) => new(
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
        c.PausedUntil,
        RefusedSeriesAnswer.ListOf(c.RefusedSeries),
        c.Sweep is { } sweep ? new(sweep.Period.TotalSeconds, sweep.Pages, sweep.Changed) : null,
        c.Streams is { } streams ? StreamAnswer.Of(streams) : null,
        c.Funding is { } funding ? FundingHealthAnswer.Of(funding, FundingRules.ExchangeNow(c, at)) : null);

    private static VerificationAnswer? Verification(VerificationHealth? v) =>
        v is null ? null : new(v.OldestAge is { } age ? Math.Round(age.TotalSeconds) : null, v.NeverCompared,
            v.VerifiedShare is { } share ? Math.Floor(share * 10_000) / 10_000 : null,
            v.Found is { } found ? new(found.Faults, found.RollUps, found.Contradictions, found.First) : null);

    public static string NameOf(CollectorPhase phase) => phase switch
    {
        CollectorPhase.Starting => "starting",
        CollectorPhase.Collecting => "collecting",
        CollectorPhase.Waiting => "waiting",
        CollectorPhase.Paused => "paused",
        _ => "stopped",
    };

    private static SeriesAnswer Series(SeriesHealth s, SystemHealth health) => new(
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
        s.ConfirmedMissing,
        s.Unreadable?.Candles ?? 0,
        Verification(VerificationHealth.Of(s.Stats.Series, health)),
        NameOf(s.Behind || s.Unreadable is not null ? HealthStatus.Degraded : HealthStatus.Ok));
}
