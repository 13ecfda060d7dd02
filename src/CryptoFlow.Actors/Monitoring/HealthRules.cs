using CryptoFlow.Collectors;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring;

/// <summary>A problem of a component: one sentence and its status.</summary>
public sealed record HealthFinding(string Component, HealthStatus Status, string Reason);

/// <summary>The inputs of the rules besides the snapshot.</summary>
/// <param name="SinceLockTimeout">Time since a wait of the writer for a lock last timed out; null for never.</param>
/// <param name="SinceReadFailure">Time since a query last failed on the file; null for never.</param>
/// <param name="PollInterval">Time between two syncs.</param>
/// <param name="ProbeFailure">Why the monitor cannot read the file, or null.</param>
/// <param name="Damage">The damage that a query found in the file, or null.</param>
/// <param name="SinceLongWait">Time since the writer last dequeued a message that had waited too long; null for never.</param>
/// <param name="FileSystemNote">A note on the file system of the database file, or null.</param>
public sealed record HealthContext(
    TimeSpan? SinceLockTimeout,
    TimeSpan? SinceReadFailure,
    TimeSpan PollInterval,
    string? ProbeFailure = null,
    string? Damage = null,
    TimeSpan? SinceLongWait = null,
    string? FileSystemNote = null)
{
    /// <param name="troubles">The troubles of the storage monitor's last observation.</param>
    /// <param name="pollInterval">Time between two syncs.</param>
    /// <param name="age">Time since the observation.</param>
    internal static HealthContext Of(StorageTroubles troubles, TimeSpan pollInterval, TimeSpan age) => new(
        troubles.SinceLockTimeout + age,
        troubles.SinceReadFailure + age,
        pollInterval,
        troubles.ProbeFailure,
        troubles.Damage,
        troubles.SinceLongWait + age,
        troubles.FileSystemNote);
}

/// <summary>The rules that derive the health status from the monitor's figures. Pure.</summary>
public static class HealthRules
{
    public const string WriterComponent = "writer";
    public const string ReadersComponent = "readers";
    public const string WalComponent = "wal";
    public const string MonitorComponent = "monitor";
    public const string ProcessComponent = "process";
    public const string SeriesComponent = "series";
    public const string TradingComponent = "trading";
    public const string BackupComponent = "backup";
    public const string ClusterComponent = "cluster";

    /// <summary>The component of retention.</summary>
    public const string RetentionComponent = "retention";

    /// <summary>The size within which the WAL file should stay (Storage/DESIGN.md, Pragmas and Checkpoint policy).</summary>
    public const long WalBound = 64L * 1024 * 1024;

    /// <summary>How long a lock time-out keeps the health degraded.</summary>
    public static readonly TimeSpan LockTimeoutMemory = TimeSpan.FromMinutes(1);

    /// <summary>How long a failed query keeps the health degraded.</summary>
    public static readonly TimeSpan ReadFailureMemory = TimeSpan.FromMinutes(1);

    /// <summary>If another program holds the write lock for longer than this, health is degraded and the operator has to know.</summary>
    public static readonly TimeSpan LockHeldTooLong = TimeSpan.FromSeconds(2);

    /// <summary>If a snapshot is older than this and the WAL grows because of it, health is degraded. Earlier if the WAL is above its bound.</summary>
    public static readonly TimeSpan PinnedTooLong = TimeSpan.FromSeconds(10);

    /// <summary>How long the health stays degraded after the writer has dequeued a message that waited too long.</summary>
    public static readonly TimeSpan LongWaitMemory = TimeSpan.FromMinutes(1);
    /// <summary>
    /// A snapshot older than this degrades the health. Normally the monitor makes a snapshot at least every second, so the figures of an older snapshot may be
    /// wrong.
    /// </summary>
    public static readonly TimeSpan OldSnapshot = TimeSpan.FromSeconds(5);

    /// <summary>
    /// If the snapshot is older than this, the health is unhealthy and <c>/health/ready</c> answers 503, because nobody orders checkpoints or would notice a failed
    /// disk. A younger snapshot does not have this effect: while the program serves its clients, a slow monitor alone is no reason to take the program out of
    /// service.
    /// </summary>
    public static readonly TimeSpan DeadSnapshot = TimeSpan.FromSeconds(60);

    /// <summary>
    /// From this share of the file descriptors on (percent), health is degraded. At the usual limit of 1024, descriptors for about a hundred clients are left.
    /// </summary>
    public const double DescriptorsNearlyUsedPercent = 85;

    /// <summary>Health names the end of a longer pause. Shorter pauses without a refusal are normal and do not degrade the health.</summary>
    private static readonly TimeSpan PauseWorthTelling = TimeSpan.FromSeconds(10);

    /// <summary>The snapshot with its statuses: of the whole, of each component, of each series.</summary>
    public static SystemHealth Judge(SystemHealth health, HealthContext context)
    {
        health = health with { Series = [.. health.Series.Select(s => s with { Behind = IsBehind(s, context.PollInterval) })] };
        var findings = Evaluate(health, context).ToList();
        var names = (string[])[WriterComponent, ReadersComponent, WalComponent, MonitorComponent, ProcessComponent, .. health.Collectors.Select(c => c.Exchange.ToWireName()), SeriesComponent, .. health.Traders.IsEmpty ? Array.Empty<string>() : [TradingComponent], .. health.Backup is null ? Array.Empty<string>() : [BackupComponent], .. health.Retention is null ? Array.Empty<string>() : [RetentionComponent], .. health.Node is null ? Array.Empty<string>() : [ClusterComponent]];
        return health with
        {
            Status = Worst(findings),
            Reasons = [.. findings.Select(f => f.Reason)],
            Components = [.. names.Select(name => Component(name, [.. findings.Where(f => f.Component == name)]))],
        };
    }

    /// <summary>The status of a snapshot that has reached an age. From <see cref="OldSnapshot"/> on, the age is the first reason.</summary>
    public static SystemHealth WithAge(SystemHealth health, TimeSpan age)
    {
        if (age < OldSnapshot)
            return health;
        var finding = new HealthFinding(
            MonitorComponent,
            age < DeadSnapshot ? HealthStatus.Degraded : HealthStatus.Unhealthy,
            health.Storage is { Place: StoragePlace.Elsewhere, Address: { } address }
                ? $"{address}, the node with the writer, last reported the storage {Seconds(age)} s ago. The figures of the storage are from that time."
                : $"The monitor's last figures are {Seconds(age)} s old. All figures here are from that time.");
        return health with
        {
            Status = finding.Status > health.Status ? finding.Status : health.Status,
            Reasons = [finding.Reason, .. health.Reasons],
            Components = [.. health.Components.Where(c => c.Name != MonitorComponent), Component(MonitorComponent, [finding])],
        };
    }

    /// <param name="health">The snapshot. The rules ignore its own status and reasons.</param>
    /// <param name="context">The other inputs.</param>
    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health, HealthContext context) =>
    [
        .. NodeRules.Evaluate(health),
        .. Storage(health, context),
        .. Process(health.Descriptors),
        .. health.Collectors.SelectMany(c => (HealthFinding[])[.. Collector(c, health.At), .. StreamRules.Evaluate(c, health.At), .. FundingRules.Evaluate(c, health.At)]),
        .. Freshness(health),
        .. Unreadable(health),
        .. VerificationRules.Evaluate(health),
        .. BackupRules.Evaluate(health),
        .. Retention(health.Retention),
        .. health.Traders.SelectMany(t => TraderRules.Evaluate(t, health)),
    ];

    private static IEnumerable<HealthFinding> Storage(SystemHealth health, HealthContext context) => health.Storage.Place == StoragePlace.Unknown
        ? [new HealthFinding(WriterComponent, HealthStatus.Unhealthy, "The state of the storage is not known: no node with the writer has reported it to this node yet.")]
        :
        [
            .. Writer(health.Writer, context.SinceLockTimeout),
            .. WriterQueue(health.Writer, context.SinceLongWait),
            .. FileSystem(context.FileSystemNote),
            .. Readers(health.Readers, context),
            .. Wal(health.Wal),
        ];

    private static IEnumerable<HealthFinding> Retention(RetentionStatus? retention) => retention?.Failure is { } failure
        ? [new HealthFinding(RetentionComponent, HealthStatus.Degraded, $"Retention could not remove all old candles: {failure}. The next run continues from there.")]
        : [];

    private static HealthStatus Worst(IReadOnlyCollection<HealthFinding> findings) =>
        findings.Count == 0 ? HealthStatus.Ok : findings.Max(f => f.Status);

    private static ComponentHealth Component(string name, IReadOnlyCollection<HealthFinding> findings) =>
        new(name, Worst(findings), [.. findings.Select(f => f.Reason)]);

    private static IEnumerable<HealthFinding> Writer(WriterHealth writer, TimeSpan? sinceLockTimeout)
    {
        if (writer.Failure is { } failure)
            yield return new HealthFinding(WriterComponent, HealthStatus.Unhealthy, $"The database cannot be written: {failure}");
        else if (!writer.Open)
            yield return new HealthFinding(WriterComponent, HealthStatus.Unhealthy, "The writer has not opened the database yet.");
        if (writer.LockHeldBy is { } holder && holder.Age >= LockHeldTooLong)
            yield return new HealthFinding(WriterComponent, HealthStatus.Degraded, $"{Capital(holder.Name)} has held the database's write lock for {Seconds(holder.Age)} s; writes wait and are sent again.");
        else if (sinceLockTimeout < LockTimeoutMemory)
            yield return new HealthFinding(WriterComponent, HealthStatus.Degraded, "Another program held the database's write lock for longer than the busy timeout within the last minute; the senders send the waiting messages again.");
    }

    private static IEnumerable<HealthFinding> WriterQueue(WriterHealth writer, TimeSpan? sinceLongWait)
    {
        if (writer.OldestWait >= StorageBook.WaitTooLong)
            yield return new HealthFinding(WriterComponent, HealthStatus.Degraded, $"A message has waited {Seconds(writer.OldestWait)} s for the writer; {writer.QueueDepth} wait. New candles are stored late.");
        else if (sinceLongWait < LongWaitMemory)
            yield return new HealthFinding(WriterComponent, HealthStatus.Degraded, $"A message waited longer than {Seconds(StorageBook.WaitTooLong)} s for the writer within the last minute; new candles were stored late.");
    }

    /// <summary>
    /// A note that does not change the status. The operator has allowed this file system, and a status that is always degraded would hide the next problem.
    /// </summary>
    private static IEnumerable<HealthFinding> FileSystem(string? note)
    {
        if (note is not null)
            yield return new HealthFinding(WriterComponent, HealthStatus.Ok, note);
    }

    private static IEnumerable<HealthFinding> Readers(ReadersHealth readers, HealthContext context)
    {
        if (readers.Count == 0)
            yield return new HealthFinding(ReadersComponent, HealthStatus.Unhealthy, "No reader has the database open.");
        if (context.Damage is { } damage)
            yield return new HealthFinding(ReadersComponent, HealthStatus.Unhealthy, $"The database file is damaged: {damage}");
        if (context.ProbeFailure is { } failure)
            yield return new HealthFinding(ReadersComponent, HealthStatus.Degraded, $"The monitor cannot read the database: {failure}");
        if (context.SinceReadFailure < ReadFailureMemory)
            yield return new HealthFinding(ReadersComponent, HealthStatus.Degraded, "Queries failed on the database file within the last minute; the log says why.");
    }

    private static IEnumerable<HealthFinding> Wal(WalHealth wal)
    {
        if (wal.PinnedBy is { } holder && (wal.FileBytes > WalBound || (holder.Age >= PinnedTooLong && wal.FileBytes >= CheckpointPolicy.TruncateBytes)))
            yield return new HealthFinding(WalComponent, HealthStatus.Degraded, $"{Capital(holder.Name)} has held one snapshot of the database for {Seconds(holder.Age)} s; the WAL ({Megabytes(wal.FileBytes)} MB) cannot be emptied before it ends.");
        else if (wal.FileBytes > WalBound)
            yield return new HealthFinding(WalComponent, HealthStatus.Degraded, $"The WAL file has {Megabytes(wal.FileBytes)} MB, more than {Megabytes(WalBound)} MB: readers have kept it from being emptied.");
    }

    private static IEnumerable<HealthFinding> Process(DescriptorHealth descriptors)
    {
        if (descriptors.UsedPercent >= DescriptorsNearlyUsedPercent)
        {
            yield return new HealthFinding(
                ProcessComponent,
                HealthStatus.Degraded,
                $"{descriptors.Open} of this process's {descriptors.Limit} file descriptors are in use; when none is left, no client can connect. Raise the limit (ulimit -n, LimitNOFILE), or have clients close what they do not use.");
        }
    }

    private static IEnumerable<HealthFinding> Collector(CollectorState collector, long now)
    {
        var component = collector.Exchange.ToWireName();
        if (collector.Phase != CollectorPhase.Paused && collector.PausedUntil is { } paused && paused - now > PauseWorthTelling.TotalMilliseconds)
        {
            var until = DateTimeOffset.FromUnixTimeMilliseconds(paused);
            yield return new HealthFinding(component, HealthStatus.Degraded, $"{collector.Exchange} gets no requests until {until:yyyy-MM-dd HH:mm:ss} UTC: {collector.Detail ?? "it refused requests"}");
        }
        else if (collector.Phase is CollectorPhase.Waiting or CollectorPhase.Paused)
        {
            yield return new HealthFinding(component, HealthStatus.Degraded, Named(collector));
        }

        if (!collector.UnknownSymbols.IsEmpty)
        {
            var symbols = string.Join(", ", collector.UnknownSymbols.Select(s => $"{s.Key} ({s.Value})").Order());
            yield return new HealthFinding(component, HealthStatus.Degraded, $"{collector.Exchange} does not trade these symbols that should be collected: {symbols}.");
        }

        foreach (var refused in collector.RefusedSeries.GroupBy(r => (r.Key.Symbol, Words: r.Value)).OrderBy(r => r.Key.Symbol, StringComparer.Ordinal))
        {
            var intervals = string.Join(", ", refused.Select(r => r.Key.Interval).Order().Select(i => i.Name));
            yield return new HealthFinding(
                component, HealthStatus.Degraded, $"{collector.Exchange} lists {refused.Key.Symbol} and refuses its candles ({intervals}): {refused.Key.Words}");
        }
    }

    private static IEnumerable<HealthFinding> Freshness(SystemHealth health)
    {
        var late = health.Series.Where(s => s.Behind).Select(s => $"{s.Stats.Series} ({s.LagCandles} candles)").ToList();
        if (late.Count > 0)
            yield return new HealthFinding(SeriesComponent, HealthStatus.Degraded, $"Behind the exchange: {string.Join(", ", late.Take(5))}{(late.Count > 5 ? $" and {late.Count - 5} more" : "")}.");
    }

    private static IEnumerable<HealthFinding> Unreadable(SystemHealth health)
    {
        var series = health.Series.Where(s => s.Unreadable is not null).Select(s => $"{s.Stats.Series} ({Describe(s.Unreadable!)})").ToList();
        if (series.Count > 0)
            yield return new HealthFinding(SeriesComponent, HealthStatus.Degraded, $"Exchanges send rows that are not valid candles; the collector requests them again: {string.Join(", ", series.Take(5))}{(series.Count > 5 ? $" and {series.Count - 5} more" : "")}.");
    }

    private static string Describe(UnreadableCandles unreadable) =>
        $"{unreadable.Candles} {(unreadable.Candles == 1 ? "candle" : "candles")}, the newest of {DateTimeOffset.FromUnixTimeMilliseconds(unreadable.OpenTime):yyyy-MM-dd HH:mm} UTC: {unreadable.Reason}";

    /// <summary>True if more than two of the newest closed candles are missing, and together they are longer than three poll intervals.</summary>
    private static bool IsBehind(SeriesHealth series, TimeSpan pollInterval) =>
        series is { Collected: true, LagCandles: > 2 and var lag, Stats.NewestTime: not null }
        && lag * series.Stats.Series.Interval.Milliseconds > 3 * pollInterval.TotalMilliseconds;

    /// <summary>The error texts of an exchange's client already begin with the exchange's name.</summary>
    private static string Named(CollectorState collector) =>
        collector.Detail is { } detail && detail.StartsWith($"{collector.Exchange}: ", StringComparison.Ordinal)
            ? detail
            : $"{collector.Exchange}: {collector.Detail ?? "not answering"}";

    private static string Capital(string name) => name.StartsWith("reader ", StringComparison.Ordinal) || name.StartsWith("process ", StringComparison.Ordinal) || name.StartsWith("the ", StringComparison.Ordinal)
        ? char.ToUpperInvariant(name[0]) + name[1..]
        : name;

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;

    private static long Megabytes(long bytes) => bytes / (1024 * 1024);
}
