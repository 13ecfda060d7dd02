using Akka.Actor;
using CryptoFlow.Storage.Backups;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Backups;

/// <summary>
/// Makes the scheduled backups, one at a time, and shows their status. A run that made no backup is tried again until the next run is due.
/// </summary>
/// <remarks>
/// Has a thread of its own and blocks it for a whole run. So a stop of the program must cancel <c>stopping</c>, which ends the run, before it stops the actor.
/// </remarks>
public sealed class BackupActor : ReceiveActor, IWithTimers
{
    /// <summary>Pause before a failed run is tried again. Doubled with each failed try, up to <see cref="LongestPause"/>.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Longest time between two looks at the clock, because somebody may set the clock.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly IBackupStore _store;
    private readonly BackupSchedule _schedule;
    private readonly BackupBoard _board;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private BackupStatus _status;

    /// <summary>The next planned time.</summary>
    private DateTimeOffset _planned;

    /// <summary>When the next run begins: at the planned time, or earlier to try a failed run again.</summary>
    private DateTimeOffset _due;

    private DateTimeOffset _lookedAt;
    private TimeSpan _pause = FirstPause;

    /// <param name="store">Makes the backups.</param>
    /// <param name="schedule">When they are due.</param>
    /// <param name="board">Shows the status.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="stopping">Cancels the run under way.</param>
    public BackupActor(IBackupStore store, BackupSchedule schedule, BackupBoard board, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        (_store, _schedule, _board, _time, _logger, _stopping) = (store, schedule, board, time, logger, stopping);
        var now = time.GetUtcNow();
        _status = new BackupStatus(schedule.TooOld(now), now.ToUnixTimeMilliseconds());
        Receive<Look>(_ => OnLook());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="BackupActor(IBackupStore, BackupSchedule, BackupBoard, TimeProvider, ILogger, CancellationToken)"/>
    public static Props Props(IBackupStore store, BackupSchedule schedule, BackupBoard board, TimeProvider time, ILogger logger, CancellationToken stopping) =>
        Akka.Actor.Props.Create(() => new BackupActor(store, schedule, board, time, logger, stopping)).WithDispatcher("cryptoflow.backup-dispatcher");

    protected override void PreStart()
    {
        var now = _lookedAt = _time.GetUtcNow();
        _due = _planned = _schedule.Next(now);
        FindNewest();

        // The program did not run at the planned time, so a run is due now. It begins after a pause, so that it does not slow down the start.
        if (_status.ProvedAt is { } at && now.ToUnixTimeMilliseconds() - at > _schedule.LongestGap(now).TotalMilliseconds)
            _due = Earlier(now + FirstPause, _planned);
        Sleep();
    }

    private void FindNewest()
    {
        try
        {
            if (_store.FindNewest() is var (path, manifest))
                _status = _status with { ProvedAt = manifest.At, Path = path, Bytes = manifest.Bytes, Candles = manifest.Candles };
        }
        catch (BackupException unreadable)
        {
            _status = _status with { Verdict = BackupVerdict.Failed, Failure = unreadable.Message };
        }
    }

    private void OnLook()
    {
        var now = _time.GetUtcNow();
        if (now < _lookedAt - LongestSleep)
            _due = _planned = _schedule.Next(now); // The clock was set back, so the times that were computed before are too late.

        _lookedAt = now;
        if (now < _due)
        {
            Sleep();
            return;
        }

        while (_planned <= now)
            _planned = _schedule.Next(_planned);
        Show(_status with { Running = true });
        Run();
        Sleep();
    }

    private void Run()
    {
        try
        {
            Made(_store.Make(_stopping));
        }
        catch (BackupException failure)
        {
            Failed(failure);
        }
        catch (OperationCanceledException)
        {
            _due = _planned;
        }
#pragma warning disable CA1031 // After a defect, too, the status has to say that no backup was made, and the run has to be tried again.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            _logger.BackupDefect(defect);
            Failed(new BackupException(BackupFailure.File, $"The backup failed with an unforeseen error: {defect.Message.TrimEnd('.')}."));
        }
    }

    private void Made(ProvedBackup made)
    {
        _logger.BackupProved(
            made.Path, made.Manifest.Candles, made.Manifest.Bytes / (1024 * 1024), made.Time.TotalSeconds, made.SnapshotTime.TotalSeconds, made.Manifest.Compared.Equal, made.Manifest.Compared.ChangedSince);
        _status = _status with
        {
            ProvedAt = made.Manifest.At,
            Path = made.Path,
            Bytes = made.Manifest.Bytes,
            Candles = made.Manifest.Candles,
            Verdict = BackupVerdict.Proved,
            Failure = null,
            Proved = _status.Proved + 1,
            SnapshotTime = made.SnapshotTime,
            Time = made.Time,
        };
        (_due, _pause) = (_planned, FirstPause);
    }

    private void Failed(BackupException failure)
    {
        _logger.BackupFailed(failure.Message, (int)_pause.TotalSeconds);
        _status = failure.Reason switch
        {
            BackupFailure.Postponed => _status with { Verdict = BackupVerdict.Postponed, Postponed = _status.Postponed + 1 },
            BackupFailure.Differs => _status with { Verdict = BackupVerdict.Differs, Differs = _status.Differs + 1 },
            _ => _status with { Verdict = BackupVerdict.Failed, Failed = _status.Failed + 1 },
        };
        _status = _status with { Failure = failure.Message };
        _due = Earlier(_time.GetUtcNow() + _pause, _planned);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Sleep()
    {
        Show(_status with { Running = false, NextAt = _due.ToUnixTimeMilliseconds(), TooOld = _schedule.TooOld(_time.GetUtcNow()) });
        var left = _due - _time.GetUtcNow();
        Timers.StartSingleTimer(nameof(Look), Look.Instance, left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestSleep ? left : LongestSleep);
    }

    private void Show(BackupStatus status) => _board.Show(_status = status);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>Look whether a run is due.</summary>
    public sealed record Look
    {
        public static readonly Look Instance = new();

        private Look()
        {
        }
    }
}
