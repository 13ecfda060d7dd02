using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Logging;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sharing;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Monitoring.MonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>
/// Collects what the writer, the readers and the collectors report, looks at the WAL (four times a second, and after pages that changed candles),
/// orders checkpoints by <see cref="CheckpointPolicy"/>, and answers <see cref="GetHealth"/> from memory.
/// </summary>
/// <remarks>
/// A thread of its own with a read-only connection of its own: health is answered whatever else is busy. A look that fails is
/// logged and tried again at the next tick; nothing depends on it. Never changes the file itself.
/// </remarks>
public sealed class DbMonitorActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>The tables, which a look reads where something was committed, are looked at in each second tick.</summary>
    private const int TicksPerTables = 2;

    /// <summary>Who holds a snapshot for longer is named.</summary>
    private static readonly TimeSpan PinWorthTelling = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan CheckpointDeadline = TimeSpan.FromSeconds(30);

    /// <summary>A look that a lock holds up is given up and tried at the next tick: health is answered from this thread.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(20);

    private static readonly DatabaseLook NoLook = new(0, 0, 0, null, null);

    private readonly StorageSettings _settings;
    private readonly CollectionPlan _plan;
    private readonly CollectorOptions _collectorOptions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StorageBook _book = new();
    private readonly RepeatedWarning _probeFailures;
    private readonly SortedDictionary<Exchange, CollectorState> _collectors = [];
    private readonly WriterQueueStats _queue;
    private readonly MonitorBoard _shown;
    private DatabaseProbe? _probe;
    private DatabaseLook _look = NoLook;
    private ImmutableDictionary<SeriesKey, SeriesStats> _series = ImmutableDictionary<SeriesKey, SeriesStats>.Empty;
    private ImmutableDictionary<SeriesKey, GapCounts> _gaps = ImmutableDictionary<SeriesKey, GapCounts>.Empty;
    private IActorRef _writer = ActorRefs.Nobody;
    private readonly LockHolders _holders = new();
    private readonly OtherPrograms _others;
    private readonly ReaderBoard _board;
    private readonly TraderBoard _traders;
    private readonly RepeatedWarning _cuts;
    private TimeSpan _lookedAt;
    private TimeSpan? _checkpointOrderedAt;
    private WriteId? _checkpointUnderWay;
    private string? _probeFailure;
    private string? _damage;
    private long _ticks;
    private HealthStatus _loggedStatus = HealthStatus.Ok;
    private FileHealth _file = FileHealth.Unknown;
    private RecentPeaks _peaks = RecentPeaks.None;

    public DbMonitorActor(StorageSettings settings, CollectionPlan plan, CollectorOptions collectorOptions, TimeProvider time, ILogger<DbMonitorActor> logger)
    {
        _settings = settings;
        _plan = plan;
        _collectorOptions = collectorOptions;
        _time = time;
        _logger = logger;
        _probeFailures = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _cuts = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _queue = WriterQueueStats.Of(Context.System);
        _shown = MonitorBoard.Of(Context.System);
        _board = ReaderBoard.Of(Context.System);
        _traders = TraderBoard.Of(Context.System);
        _others = new OtherPrograms(settings.Path);

        Receive<WriterOpened>(_ => OnWriterOpened());
        Receive<WriterConditionChanged>(m => _book.Condition(m.Failure));
        Receive<FileDamaged>(m => _damage = m.Detail);
        Receive<WriteObserved>(OnWrite);
        Receive<WriterPaused>(_ => _book.AddPause());
        Receive<WriterRested>(_ => _book.AddRest());
        Receive<ReadObserved>(OnRead);
        Receive<ReadersReported>(_book.Add);
        Receive<CheckpointObserved>(OnCheckpoint);
        Receive<WriterProtocol.CheckpointFinished>(m => OnCheckpointOver(m.Id));
        Receive<WriterProtocol.WriteRejected>(m => OnCheckpointOver(m.Id));
        Receive<CollectorReported>(m => _collectors[m.State.Exchange] = m.State);
        Receive<GetHealth>(_ => Sender.Tell(Health()));
        Receive<Tick>(_ => OnTick());
        Receive<CloseProbe>(_ => OnCloseProbe());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The clock of durations: one that only goes forward, whatever is done to the system's.</summary>
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Close the monitor's connection, before the writer closes the file. Answered with <see cref="ProbeClosed"/>.</summary>
    public sealed record CloseProbe
    {
        public static readonly CloseProbe Instance = new();
    }

    /// <summary>The monitor has no connection to the file.</summary>
    public sealed record ProbeClosed
    {
        public static readonly ProbeClosed Instance = new();
    }

    public static Props Props(StorageSettings settings, CollectionPlan plan, CollectorOptions collectorOptions, TimeProvider time, ILogger<DbMonitorActor> logger) =>
        Akka.Actor.Props.Create(() => new DbMonitorActor(settings, plan, collectorOptions, time, logger))
            .WithDispatcher("cryptoflow.monitor-dispatcher");

    protected override void PreStart()
    {
        // Also before the file is open: that it is not is what health has to say then.
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickEvery);
        Context.Parent.Tell(StorageActor.ChildStarted.Instance);
    }

    protected override void PostStop() => _probe?.Dispose();

    private void OnWriterOpened()
    {
        _book.Opened();
        _damage = null;
        _writer = Sender;
    }

    private void OnCloseProbe()
    {
        Timers.Cancel(nameof(Tick));
        _probe?.Dispose();
        _probe = null;
        Sender.Tell(ProbeClosed.Instance);
    }

    private void OnWrite(WriteObserved write)
    {
        _book.Add(write, Now);
        _shown.Samples.Add(write);
        _peaks = _peaks.Seen(write.LockWait.Waited, write.QueueTime);
        // The look at the file may have been later than this report was sent.
        if (write.Stats is { } stats && stats.Version > (_series.GetValueOrDefault(stats.Series)?.Version ?? -1))
            _series = _series.SetItem(stats.Series, stats);

        // Only through an open connection: after a look that failed it is for the tick to open it, and once it was closed for good it stays so.
        if (write.Rows > 0 && _probe is not null && Now - _lookedAt >= CheckpointPolicy.LeastPause)
            LookAtLog();
    }

    /// <summary>Between two ticks a writer at full speed makes three times as many frames as are worth a checkpoint.</summary>
    private void LookAtLog()
    {
        Look(tables: false);
        OrderCheckpoint();
    }

    private void OnRead(ReadObserved read)
    {
        _book.Add(read, Now);
        _shown.Samples.Add(read);
        _peaks = _peaks.Seen(read.LockWait.Waited);
    }

    private void OnCheckpointOver(WriteId id)
    {
        if (_checkpointUnderWay == id)
            _checkpointUnderWay = null;
    }

    private void OnCheckpoint(CheckpointObserved checkpoint)
    {
        _book.Add(checkpoint, _time.GetUtcNow());
        _shown.Samples.Add(checkpoint);
    }

    private void OnTick()
    {
        if (!_writer.IsNobody())
            Look(tables: _ticks++ % TicksPerTables == 0);
        if (_board.IsFileMoved)
            _writer.Tell(WriterProtocol.LookForOthers.Instance);
        LookWhoHoldsLocks();
        _file = FileHealth.Of(_settings.Path);
        Show(Health() with { Recent = _peaks });
        _peaks = RecentPeaks.None;
        OrderCheckpoint();
    }

    private void OrderCheckpoint()
    {
        var now = Now;
        var order = CheckpointPolicy.Decide(new CheckpointInputs(
            _look.WalPages,
            _look.CheckpointedPages,
            _look.WalFileBytes,
            now - _checkpointOrderedAt ?? TimeSpan.MaxValue,
            now - _book.LastCommitAt ?? TimeSpan.MaxValue,
            _book.ReadsInFlight,
            _book.LastCheckpointFruitless,
            _book.LastCheckpointTook));
        if (order is not { } mode || _book.WriterFailure is not null || _probeFailure is not null)
            return;

        // One at a time: while the writer waits for a lock, orders would only pile up.
        if (_checkpointUnderWay is not null && now - _checkpointOrderedAt < CheckpointDeadline)
            return;

        _checkpointOrderedAt = now;
        _checkpointUnderWay = WriteId.New();
        _writer.Tell(new WriterProtocol.RunCheckpoint(_checkpointUnderWay.Value, mode, _time.GetUtcNow() + CheckpointDeadline));
    }

    private void LookWhoHoldsLocks()
    {
        var ours = _board.Running.Select(q => (Query: q, Age: _time.GetElapsedTime(q.StartedAt))).ToList();
        _holders.Look(Now, ours, _others.Look() ?? [], (_look.WalPages, _look.CheckpointedPages));

        // Where another program has the oldest snapshot, ending a query of ours would free nothing.
        if (_holders.Snapshots is not [{ Reader: not null }, ..])
            return;
        foreach (var (query, age) in ours.Where(q => CheckpointPolicy.MustCut(_look.WalPages, q.Age) && !q.Query.IsCut))
        {
            query.Cut();
            if (_cuts.ShouldLog(out var suppressed))
                _logger.QueryCut(query.Reader, query.Query, age.TotalMilliseconds, _look.WalFileBytes / (1024 * 1024), suppressed);
        }
    }

    private void Look(bool tables)
    {
        _lookedAt = Now;
        try
        {
            if (_probe is null)
                _board.RefuseReplacedFile(_settings.Path);
            _probe ??= StorageConnection.OpenReader(_settings with { BusyTimeout = LookPatience })
                .HandOver(c => new DatabaseProbe(c, _settings));
            _look = _probe.Look(tables);
            _probeFailure = null;
            if (_look.Series is not null)
                _writer.Tell(WriterProtocol.LookForOthers.Instance);
            _series = _look.Series?.ToImmutableDictionary(s => s.Series) ?? _series;
            _gaps = _look.Gaps ?? _gaps;
            AddLockWait(_probe.TakeLockWait());
        }
        catch (StorageException e)
        {
            if (_probe is not null)
                AddLockWait(_probe.TakeLockWait().EndedBy(e));
            _probe?.Dispose();
            _probe = null;
            _probeFailure = e.Message;
            if (e.IsMovedFile)
                _board.FileMoved();
            if (e.IsDamage)
                _damage = e.Message;
            if (_probeFailures.ShouldLog(out var suppressed))
                _logger.ProbeFailed(e.Message, suppressed);
        }
    }

    private void AddLockWait(LockWait wait)
    {
        _book.AddLockWait(LockWaitBook.Monitor, wait);
        _shown.Samples.AddMonitorWait(wait);
        _peaks = _peaks.Seen(wait.Waited);
    }

    private void Show(SystemHealth health)
    {
        _shown.Show(health);
        Context.System.EventStream.Publish(health);
        if (!_writer.IsNobody())
            LogChange(health);
    }

    private void LogChange(SystemHealth health)
    {
        if (health.Status == _loggedStatus)
            return;
        _loggedStatus = health.Status;
        if (health.Status == HealthStatus.Ok)
            _logger.HealthRestored();
        else
            _logger.HealthWorsened(health.Status, string.Join(" ", health.Reasons));
    }

    private SystemHealth Health()
    {
        var now = _time.GetUtcNow();
        var rows = _plan.Intervals.Concat(_series.Keys.Select(k => k.Interval)).Distinct()
            .ToImmutableSortedDictionary(i => i, i => _series.Values.Where(s => s.Series.Interval == i).Sum(s => s.Rows));
        var health = new SystemHealth(
            HealthStatus.Ok,
            [],
            now.ToUnixTimeMilliseconds(),
            rows,
            _book.Writer(_queue, _holders.Writer, Now),
            _book.Readers(),
            _book.Wal(_look, _holders.Snapshots.FirstOrDefault(h => h.Age >= PinWorthTelling)),
            _book.LockWaits(),
            [.. _collectors.Values],
            [.. SeriesHealth(now.ToUnixTimeMilliseconds())]) { File = _file, Traders = _traders.Traders };

        return HealthRules.Judge(health, new HealthContext(
            Now - _book.LastLockTimeoutAt, Now - _book.LastReadFailureAt, TimeSpan.FromSeconds(_collectorOptions.PollIntervalSeconds), _probeFailure, _damage, Now - _book.LastLongWaitAt));
    }

    private IEnumerable<SeriesHealth> SeriesHealth(long now)
    {
        var collected = _plan.Series.ToHashSet();
        foreach (var key in collected.Union(_series.Keys).OrderBy(k => k.Exchange).ThenBy(k => k.Symbol, StringComparer.Ordinal).ThenBy(k => k.Interval))
        {
            var stats = _series.GetValueOrDefault(key) ?? new SeriesStats(key, 0, null, null, 0);
            var gaps = _gaps.GetValueOrDefault(key, GapCounts.None);
            yield return new SeriesHealth(stats, collected.Contains(key), LagOf(stats, now), gaps.Open, gaps.Confirmed, Unreadable: gaps.Unreadable);
        }
    }

    /// <summary>Closed candles by the exchange's clock that are newer than the newest stored one.</summary>
    private long? LagOf(SeriesStats stats, long now)
    {
        if (stats.NewestTime is not { } newest || _collectors.GetValueOrDefault(stats.Series.Exchange)?.ExchangeTimeOffsetMs is not { } offset)
            return null;
        var interval = stats.Series.Interval;
        var newestClosed = interval.Floor(now + offset - (_collectorOptions.CloseGraceSeconds * 1000L)) - interval.Milliseconds;
        return Math.Max(0, (newestClosed - newest) / interval.Milliseconds);
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
