using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>
/// Builds the health of the whole system from the storage monitor's observations, the collectors' reports, the paper traders, the file descriptors of this process
/// and, in a cluster, this node's view of the members. Applies <see cref="HealthRules"/>, puts the snapshot on the <see cref="MonitorBoard"/> and sends it to the
/// alerts.
/// </summary>
/// <remarks>
/// Has a thread of its own, no connection to the file and no periodic timer. A <see cref="StorageObserved"/> makes a snapshot at once, a report of a collector
/// within <see cref="MonitorPace.Tick"/>. While the storage monitor is silent, the actor makes a snapshot every <see cref="SilentAfter"/>, with the age of the
/// last observation. On a node without the writer the observations come from the node with the writer. The alerts get every snapshot; each rule says which node
/// raises it (<see cref="AlertScope"/>).
/// </remarks>
public sealed class SystemMonitorActor : ReceiveActor, IWithTimers
{
    /// <summary>The storage monitor counts as silent after this time: twice the pause between two <see cref="StorageObserved"/> in a quiet time.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(2);

    /// <summary>Pause between two counts of the file descriptors.</summary>
    private static readonly TimeSpan DescriptorsEvery = TimeSpan.FromSeconds(5);

    private readonly CollectionPlan _plan;
    private readonly CollectorOptions _collectorOptions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<DescriptorHealth, DescriptorHealth> _lookAtDescriptors;
    private readonly MonitorBoard _shown;
    private readonly TraderBoard _traders;
    private readonly BackupBoard? _backups;
    private readonly IActorRef _alerts;
    private readonly INodeView? _node;
    private readonly SortedDictionary<Exchange, CollectorState> _collectors = [];
    private StorageObserved? _storage;
    private StorageSource _source = StorageSource.Here;
    private long _observedAt;
    private DescriptorHealth _descriptors = DescriptorHealth.Unknown;
    private TimeSpan? _descriptorsLookedAt;
    private HealthStatus _loggedStatus = HealthStatus.Ok;

    /// <param name="plan">The series that are collected here.</param>
    /// <param name="collectorOptions">Holds the time between two syncs.</param>
    /// <param name="board">Shows the snapshots to everybody.</param>
    /// <param name="traders">The snapshots of the paper traders.</param>
    /// <param name="alerts">Receives each <see cref="SystemHealth"/>; nobody if alerts are switched off.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="backups">The status of the scheduled backups; null shows none.</param>
    /// <param name="lookAtDescriptors">Counts file descriptors; the argument is the last count. Null counts those of this process.</param>
    /// <param name="node">This node's view of the cluster; null in a process that runs alone.</param>
    public SystemMonitorActor(
        CollectionPlan plan,
        CollectorOptions collectorOptions,
        MonitorBoard board,
        TraderBoard traders,
        IActorRef alerts,
        TimeProvider time,
        ILogger logger,
        BackupBoard? backups,
        Func<DescriptorHealth, DescriptorHealth>? lookAtDescriptors,
        INodeView? node)
    {
        (_plan, _collectorOptions, _time, _logger) = (plan, collectorOptions, time, logger);
        (_shown, _traders, _backups, _alerts) = (board, traders, backups, alerts);
        _lookAtDescriptors = lookAtDescriptors ?? DescriptorHealth.Look;
        _node = node;
        if (node is not null)
            (_storage, _source) = (StorageObserved.Nothing, StorageSource.Unknown);

        Receive<StorageObserved>(m => OnStorage(m, StorageSource.Here));
        Receive<StorageLeft>(_ => OnStorageLeft());
        Receive<StorageReported>(m => OnStorage(m.Observed, StorageSource.On(m.Address)));
        Receive<CollectorProtocol.CollectorReported>(OnCollector);
        Receive<ShowHealth>(_ => ShowAndLog());
        Receive<ReceiveTimeout>(_ => ShowAndLog());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="SystemMonitorActor(CollectionPlan, CollectorOptions, MonitorBoard, TraderBoard, IActorRef, TimeProvider, ILogger, BackupBoard, Func{DescriptorHealth, DescriptorHealth}, INodeView)"/>
    public static Props Props(
        CollectionPlan plan,
        CollectorOptions collectorOptions,
        MonitorBoard board,
        TraderBoard traders,
        IActorRef alerts,
        TimeProvider time,
        ILogger logger,
        BackupBoard? backups = null,
        Func<DescriptorHealth, DescriptorHealth>? lookAtDescriptors = null,
        INodeView? node = null) =>
        Akka.Actor.Props.Create(() => new SystemMonitorActor(plan, collectorOptions, board, traders, alerts, time, logger, backups, lookAtDescriptors, node))
            .WithDispatcher("cryptoflow.monitor-dispatcher");

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(SilentAfter);
        if (_node is not null)
            Self.Tell(ShowHealth.Instance);
    }

    /// <summary>The newest observation of the node with the writer, for a node without the writer.</summary>
    public sealed record StorageReported(StorageObserved Observed, string Address) : INoSerializationVerificationNeeded;

    /// <summary>The writer no longer runs on this node. Until the next node with the writer reports, the state of the storage is unknown.</summary>
    public sealed record StorageLeft : INoSerializationVerificationNeeded
    {
        public static readonly StorageLeft Instance = new();
    }

    private void OnStorageLeft()
    {
        if (_source.Place != StoragePlace.Here)
            return;
        (_storage, _source) = (StorageObserved.Nothing, StorageSource.Unknown);
        ShowAndLog();
    }

    private void OnStorage(StorageObserved observed, StorageSource source)
    {
        (_storage, _source, _observedAt) = (observed, source, _time.GetTimestamp());
        if (observed.IsTick)
            ShowAndLog(observed.Recent);
        else
            Show(observed, observed.Recent);
    }

    private void OnCollector(CollectorProtocol.CollectorReported report)
    {
        _collectors[report.State.Exchange] = report.State;
        if (!Timers.IsTimerActive(nameof(ShowHealth)))
            Timers.StartSingleTimer(nameof(ShowHealth), ShowHealth.Instance, MonitorPace.Tick);
    }

    /// <summary>
    /// Shows a snapshot and logs a change of the status. Not called between two ticks, because the snapshot may then show an incomplete start, such as an open file
    /// without readers.
    /// </summary>
    private void ShowAndLog(RecentPeaks? recent = null)
    {
        if (_storage is not { } storage)
            return;
        LookAtDescriptors();
        var health = Show(storage, recent ?? RecentPeaks.None);
        if (!(storage.HasOpened || _node is not null) || health.Status == _loggedStatus)
            return;
        _loggedStatus = health.Status;
        if (health.Status == HealthStatus.Ok)
            _logger.HealthRestored();
        else
            _logger.HealthWorsened(health.Status, string.Join(" ", health.Reasons));
    }

    private void LookAtDescriptors()
    {
        var now = _time.GetElapsedTime(0);
        if (now - _descriptorsLookedAt < DescriptorsEvery)
            return;
        _descriptorsLookedAt = now;
        _descriptors = _lookAtDescriptors(_descriptors);
    }

    private SystemHealth Show(StorageObserved storage, RecentPeaks recent)
    {
        Timers.Cancel(nameof(ShowHealth));
        var health = HealthOf(storage) with { Recent = recent };

        // A snapshot is as old as its oldest part.
        var made = _time.GetTimestamp();
        _shown.Show(health, _source.Place == StoragePlace.Unknown ? made : _observedAt, made);
        _alerts.Tell(health);
        return health;
    }

    private SystemHealth HealthOf(StorageObserved storage)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = _plan.Intervals.Concat(storage.Series.Keys.Select(k => k.Interval)).Distinct()
            .ToImmutableSortedDictionary(i => i, i => storage.Series.Values.Where(s => s.Series.Interval == i).Sum(s => s.Rows));
        var health = new SystemHealth(
            HealthStatus.Ok,
            [],
            now,
            rows,
            storage.Writer,
            storage.Readers,
            storage.Wal,
            storage.LockWaits,
            [.. _collectors.Values],
            [.. SeriesHealth(storage, now)])
        { Storage = _source, Node = _node?.Now, File = storage.File, Traders = _traders.Traders, Backup = _backups?.Status, Retention = storage.Retention, Descriptors = _descriptors };

        return HealthRules.Judge(
            health, HealthContext.Of(storage.Troubles, TimeSpan.FromSeconds(_collectorOptions.PollIntervalSeconds), _time.GetElapsedTime(_observedAt)));
    }

    private IEnumerable<SeriesHealth> SeriesHealth(StorageObserved storage, long now)
    {
        var collected = _plan.Series.Concat(_collectors.Values.SelectMany(c => c.Added)).ToHashSet();
        foreach (var key in collected.Union(storage.Series.Keys).OrderBy(k => k.Exchange).ThenBy(k => k.Symbol, StringComparer.Ordinal).ThenBy(k => k.Interval))
        {
            var stats = storage.Series.GetValueOrDefault(key) ?? new SeriesStats(key, 0, null, null, 0);
            var gaps = storage.Gaps.GetValueOrDefault(key, GapCounts.None);
            yield return new SeriesHealth(stats, collected.Contains(key), LagOf(stats, now), gaps.Open, gaps.Confirmed, Unreadable: gaps.Unreadable);
        }
    }

    /// <summary>The number of closed candles (by the exchange's clock) that are newer than the newest stored candle.</summary>
    private long? LagOf(SeriesStats stats, long now)
    {
        if (stats.NewestTime is not { } newest || _collectors.GetValueOrDefault(stats.Series.Exchange)?.ExchangeTimeOffsetMs is not { } offset)
            return null;
        var interval = stats.Series.Interval;
        var newestClosed = interval.Floor(now + offset - (_collectorOptions.CloseGraceSeconds * 1000L)) - interval.Milliseconds;
        return Math.Max(0, (newestClosed - newest) / interval.Milliseconds);
    }
}
