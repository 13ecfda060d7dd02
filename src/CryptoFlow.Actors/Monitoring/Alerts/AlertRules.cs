using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Monitor;
using static CryptoFlow.Monitoring.Alerts.AlertSeverity;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>The table of all alerts. <c>docs/metrics.md</c> and <c>ops/prometheus/cryptoflow.rules.yml</c> hold the same rules.</summary>
public static class AlertRules
{
    private const double Mb = 1024 * 1024;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The alert is raised if the number of open gaps has not fallen for this time.</summary>
    private static readonly TimeSpan GapPatience = TimeSpan.FromHours(6);

    /// <summary>The alert is raised if the hourly removal of old candles has made no progress for this time.</summary>
    private static readonly TimeSpan RetentionPatience = TimeSpan.FromHours(6);

    /// <summary>The rules of a program with these options.</summary>
    public static IReadOnlyList<AlertRule> For(AlertOptions options) =>
        [.. Writer(), .. Wal(), .. Readers(), .. Disk(options.DiskFreeMb), Descriptors(), .. ExchangeNames.All.Select(Silent), .. Series(), Funding(), PaperParity(), .. Backups(), MemberUnreachable(), CertificateEnds(), Retention()];

    private static IEnumerable<AlertRule> Writer() =>
    [
        new("writer_cannot_write", Error, h => h.Writer.Failure is null ? 0 : 1, 0, 0,
            (_, h) => $"The database cannot be written: {h.Writer.Failure}") { ClearAfter = TimeSpan.FromSeconds(5) },
        new("database_not_open", Error, h => h.Writer.Open ? 0 : 1, 0, 0,
            (_, _) => "The writer has not opened the database.") { RaiseAfter = TimeSpan.FromSeconds(10) },
        new("lock_timeouts", Error, LockTimeouts, 0, 0,
            (n, _) => $"Waits for a lock timed out ({n:0} within a minute): another program held the lock for longer than the busy timeout. The senders send their messages again.")
            { Trend = Trend.RiseWithin(Minute), ClearAfter = Minute },
        new("lock_wait_long", Warning, h => h.Recent.LockWait.TotalSeconds, 1, 0.2,
            (s, h) => $"A wait for another program's lock took {s:0.0} s{(h.Writer.LockHeldBy is { } holder ? $"; {holder.Name} holds it" : "")}.") { ClearAfter = Minute },
        new("writer_queue_slow", Warning, h => h.Recent.QueueTime.TotalSeconds, 2, 0.5,
            (s, h) => $"A message waited {s:0.0} s for the writer; {h.Writer.QueueDepth} wait now.") { ClearAfter = TimeSpan.FromSeconds(30) },
    ];

    private static IEnumerable<AlertRule> Wal() =>
    [
        new("wal_large", Warning, h => h.Wal.FileBytes / Mb, HealthRules.WalBound / Mb, HealthRules.WalBound / Mb,
            (mb, _) => $"The WAL file has {mb:0} MB, more than {HealthRules.WalBound / Mb:0} MB: a reader keeps it from being emptied.")
            { RaiseAfter = TimeSpan.FromSeconds(10), ClearAfter = TimeSpan.FromSeconds(10) },
        new("wal_pinned", Warning, PinAge, 30, 1,
            (s, h) => $"The WAL ({h.Wal.FileBytes / Mb:0} MB) cannot be emptied: {h.Wal.PinnedBy?.Name} has held one snapshot of the database for {s:0} s.") { ClearAfter = TimeSpan.FromSeconds(5) },
    ];

    private static IEnumerable<AlertRule> Readers() =>
    [
        new("readers_refuse", Warning, h => h.Readers.Refused, 10, 0,
            (n, _) => $"Queries were refused ({n:0} within a minute): the readers' queue is full.") { Trend = Trend.RiseWithin(Minute) },
        new("query_deadline_missed", Warning, h => h.Readers.Expired + h.Readers.Interrupted, 5, 0,
            (n, _) => $"Queries missed their deadline ({n:0} within a minute).") { Trend = Trend.RiseWithin(Minute) },
        new("queries_fail", Error, h => h.Readers.Failed, 0, 0,
            (n, _) => $"Queries failed on the database file ({n:0} within a minute); the log says why.") { Trend = Trend.RiseWithin(Minute) },
    ];

    private static IEnumerable<AlertRule> Disk(int leastMb)
    {
        if (leastMb == 0)
            yield break;
        yield return new("disk_low", Error, h => (h.File.DiskFreeBytes ?? double.MaxValue) / Mb, leastMb, leastMb * 1.1,
            (mb, _) => $"{mb:0} MB are left on the disk of the database, less than {leastMb} MB.")
        { IsFloor = true, RaiseAfter = TimeSpan.FromSeconds(10), ClearAfter = TimeSpan.FromSeconds(10) };
    }

    private static AlertRule Descriptors() =>
        new("descriptors_low", Warning, h => h.Descriptors.UsedPercent ?? 0, HealthRules.DescriptorsNearlyUsedPercent, 80,
            (percent, h) => $"{percent:0} % of this process's file descriptors are in use ({h.Descriptors.Open} of {h.Descriptors.Limit}); when none is left, no client can connect.")
        { ClearAfter = TimeSpan.FromSeconds(30), Scope = AlertScope.Node };

    private static AlertRule Silent(Exchange exchange) =>
        new($"{exchange.ToWireName()}_silent", Warning, h => h.Collectors.Any(c => c.Exchange == exchange && IsSilent(c, h.At)) ? 1 : 0, 0, 0,
            (_, h) => $"{exchange} has not answered for 5 minutes: {h.Collectors.First(c => c.Exchange == exchange).Detail ?? "no reason is known"}")
        { RaiseAfter = TimeSpan.FromMinutes(5), ClearAfter = TimeSpan.FromSeconds(30) };

    private static IEnumerable<AlertRule> Series() =>
    [
        new("series_behind", Warning, h => h.Series.Count(s => s.Behind), 0, 0,
            (n, h) => $"Behind the exchange ({n:0} series): {string.Join(", ", h.Series.Where(s => s.Behind).Take(5).Select(s => $"{s.Stats.Series} ({s.LagCandles} candles)"))}.")
            { RaiseAfter = 2 * Minute, ClearAfter = Minute },
        new("gaps_stuck", Warning, h => h.Series.Sum(s => s.OpenGaps), GapPatience.TotalSeconds, 0,
            (s, h) => $"Open gaps ({h.Series.Sum(g => g.OpenGaps)}) have not become fewer for {s / 3600:0.0} hours.")
            { Trend = Trend.SecondsWithoutFall },
        new("candles_impossible", Warning, h => h.Collectors.Sum(c => c.Sweep?.Found.Faults ?? 0), 0, 0,
            (_, h) => h.Collectors.Where(c => c.Sweep is { Found.Faults: > 0 }).Select(c => VerificationRules.SentenceOf(c.Exchange, c.Sweep!.Found)).FirstOrDefault() ?? ""),
    ];

    /// <summary>A contract counts from 12 minutes on, so the alert comes 14 minutes after a settlement that is missing.</summary>
    private static AlertRule Funding() =>
        new("funding_behind", Warning, h => h.Collectors.Sum(c => FundingRules.CountBehind(c, h.At)), 0, 0,
            (n, h) => $"Funding rates are missing ({n:0} contracts): {h.Collectors.SelectMany(c => FundingRules.Evaluate(c, h.At)).Select(f => f.Reason).FirstOrDefault()}")
        { RaiseAfter = 2 * Minute, ClearAfter = Minute };

    private static AlertRule PaperParity() => new(
        "paper_parity_broken",
        Error,
        h => h.Traders.Sum(t => t.Parity?.Differences ?? 0),
        0,
        0,
        (n, h) => $"Recorded paper trades differ from what the stored candles give ({n:0}): {h.Traders.FirstOrDefault(t => t.Parity is { Differences: > 0 })?.Parity?.First}");

    private static IEnumerable<AlertRule> Backups() =>
    [
        new("backup_not_proved", Error, h => h.Backup?.Verdict == BackupVerdict.Differs ? 1 : 0, 0, 0,
            (_, h) => $"The last backup was not proved: {h.Backup?.Failure}"),
        new("backup_overdue", Warning, h => h.Backup?.IsOverdueAt(h.At) == true ? 1 : 0, 0, 0,
            (_, h) => $"{BackupRules.Overdue(h.Backup!, h.At)}{(h.Backup!.Failure is { } failure ? $" {failure}" : "")}") { RaiseAfter = Minute },
    ];

    /// <summary>
    /// The alert must be raised before the cluster removes the member (<c>Cluster:StableAfterSeconds</c>, 10 s), because afterwards the member is not in the list.
    /// </summary>
    private static AlertRule MemberUnreachable() =>
        new("member_unreachable", Warning, h => h.Node?.Members.Count(m => !m.IsReachable) ?? 0, 0, 0,
            (_, h) => NodeRules.Unreachable(h.Node!))
        { RaiseAfter = TimeSpan.FromSeconds(5), ClearAfter = Minute, Scope = AlertScope.Cluster };

    private static AlertRule CertificateEnds() =>
        new("certificate_ends", Error, h => NodeRules.CertificateLeft(h)?.TotalDays ?? double.MaxValue, NodeRules.CertificateNearlyEnds.TotalDays, NodeRules.CertificateNearlyEnds.TotalDays,
            (_, h) => NodeRules.CertificateOf(h))
        { IsFloor = true, Scope = AlertScope.Node };

    private static AlertRule Retention() =>
        new("retention_stuck", Warning, h => h.Retention?.ProgressAgeAt(h.At).TotalSeconds ?? 0, RetentionPatience.TotalSeconds, RetentionPatience.TotalSeconds,
            (s, h) => $"Retention has removed no candle and finished no run for {s / 3600:0.0} hours; the file keeps old candles{(h.Retention?.Failure is { } failure ? $": {failure}" : "")}.");

    /// <summary>Leaves out the monitor's waits: the monitor stops waiting after 20 ms and tries again at the next tick.</summary>
    private static double LockTimeouts(SystemHealth health) => health.LockWaits.Where(w => w.Key != LockWaitBook.Monitor).Sum(w => w.Value.Timeouts);

    /// <summary>A long snapshot is a problem only if the WAL grows because of it.</summary>
    private static double PinAge(SystemHealth health) =>
        health.Wal is { PinnedBy: { } holder, FileBytes: >= CheckpointPolicy.TruncateBytes } ? holder.Age.TotalSeconds : 0;

    /// <summary>True if the collector gets no answer from the exchange, or if the exchange has told the collector to pause.</summary>
    private static bool IsSilent(CollectorState collector, long now) => collector.Phase == CollectorPhase.Waiting || collector.PausedUntil > now;
}
