using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Backups;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Backups;

/// <summary>The scheduled runs: due times, further tries, and the status on the board.</summary>
public sealed class BackupActorTests : StorageTest
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeStore _store = new();
    private readonly BackupBoard _board = new();
    private readonly CancellationTokenSource _stopping = new();
    private IActorRef _subject = ActorRefs.Nobody;

    public BackupActorTests() => Time.SetUtcNow(Midnight);

    [Fact]
    public void A_run_comes_at_the_planned_time_and_the_next_one_a_day_later()
    {
        Start();
        Assert.Equal(Ms(Midnight.AddHours(3)), _board.Status!.NextAt!.Value);

        LookAt(Midnight.AddHours(3).AddSeconds(-1));
        Assert.Equal(0, _store.Runs);
        LookAt(Midnight.AddHours(3));

        Assert.Equal(1, _store.Runs);
        var status = _board.Status!;
        Assert.Equal((BackupVerdict.Proved, Ms(Midnight.AddHours(3)), Ms(Midnight.AddHours(27)), 1), (status.Verdict, status.ProvedAt!.Value, status.NextAt!.Value, (int)status.Proved));
        Assert.Equal(("a.db", 4096, 7), (status.Path, status.Bytes, status.Candles));
    }

    [Theory]
    [InlineData(BackupFailure.Postponed, BackupVerdict.Postponed)]
    [InlineData(BackupFailure.NoRoom, BackupVerdict.Failed)]
    [InlineData(BackupFailure.Differs, BackupVerdict.Differs)]
    public void A_run_without_a_backup_is_tried_again_with_growing_pauses_until_one_is_made(BackupFailure failure, BackupVerdict verdict)
    {
        Start();
        _store.Failure = failure;
        var due = Midnight.AddHours(3);
        foreach (var minutes in (int[])[1, 2, 4])
        {
            LookAt(due);
            Assert.Equal((verdict, "why", Ms(due = due.AddMinutes(minutes))), (_board.Status!.Verdict, _board.Status.Failure!, _board.Status.NextAt!.Value));
        }

        _store.Failure = null;
        LookAt(due);

        Assert.Equal((BackupVerdict.Proved, Ms(Midnight.AddHours(27))), (_board.Status!.Verdict, _board.Status.NextAt!.Value));
        Assert.Null(_board.Status.Failure);
        Assert.Equal(3, _board.Status.Postponed + _board.Status.Failed + _board.Status.Differs);
    }

    [Fact]
    public void A_run_with_an_unforeseen_error_has_failed_and_is_tried_again()
    {
        Start();
        _store.OnMake = () => throw new InvalidOperationException("The index is out of range.");
        LookAt(Midnight.AddHours(3));

        Assert.Equal((BackupVerdict.Failed, 1, Ms(Midnight.AddHours(3).AddMinutes(1))), (_board.Status!.Verdict, (int)_board.Status.Failed, _board.Status.NextAt!.Value));
        Assert.Contains("The index is out of range.", _board.Status.Failure!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_is_set_back_by_days_does_not_delay_the_next_run_by_days()
    {
        Start();
        var now = Midnight.AddDays(-10);
        Time.AdjustTime(now);
        _subject.Tell(BackupActor.Look.Instance);
        Settle();

        Assert.Equal(Ms(now.AddHours(3)), _board.Status!.NextAt!.Value);
    }

    [Fact]
    public void A_clock_that_is_set_back_by_seconds_after_a_run_does_not_repeat_the_run()
    {
        Start();
        LookAt(Midnight.AddHours(3));
        Time.AdjustTime(Midnight.AddHours(3).AddSeconds(-5));
        _subject.Tell(BackupActor.Look.Instance);
        Settle();

        Assert.Equal((1, Ms(Midnight.AddHours(27))), (_store.Runs, _board.Status!.NextAt!.Value));
    }

    [Fact]
    public void A_backup_that_was_due_while_the_program_was_stopped_is_made_soon_after_the_start()
    {
        _store.Newest = Ms(Midnight.AddDays(-3));
        Start();
        Assert.Equal((Ms(Midnight.AddMinutes(1)), Ms(Midnight.AddDays(-3))), (_board.Status!.NextAt!.Value, _board.Status.ProvedAt!.Value));
    }

    [Fact]
    public void A_stop_ends_a_run_and_counts_nothing()
    {
        Start();
        _store.OnMake = _stopping.Cancel;
        LookAt(Midnight.AddHours(3));
        Assert.Equal((BackupVerdict.None, false), (_board.Status!.Verdict, _board.Status.Running));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _stopping.Dispose();
    }

    private void Start()
    {
        var schedule = BackupSchedule.From(new BackupOptions { Schedule = "0 3 * * *" })!;
        _subject = Sys.ActorOf(BackupActor.Props(_store, schedule, _board, Time, NullLogger.Instance, _stopping.Token), "backups");
        Settle();
    }

    private void LookAt(DateTimeOffset time)
    {
        Time.SetUtcNow(time);
        _subject.Tell(BackupActor.Look.Instance);
        Settle();
    }

    /// <summary>Waits until the actor has handled all messages that were sent to it.</summary>
    private void Settle() => AskFor<ActorIdentity>(_subject, new Identify(null));

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private sealed class FakeStore : IBackupStore
    {
        public int Runs { get; private set; }

        public BackupFailure? Failure { get; set; }

        public long? Newest { get; set; }

        public Action OnMake { get; set; } = () => { };

        public (string Path, BackupManifest Manifest)? FindNewest() => Newest is { } at ? ("old.db", ManifestOf(at)) : null;

        public ProvedBackup Make(CancellationToken cancellation)
        {
            Runs++;
            OnMake();
            cancellation.ThrowIfCancellationRequested();
            return Failure is { } failure
                ? throw new BackupException(failure, "why")
                : new ProvedBackup("a.db", ManifestOf(Ms(Midnight.AddHours(3))), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        }

        private static BackupManifest ManifestOf(long at) => new(
            MonthHashes.Recipe, at, null, null, 1, 4096, "", new BackupComparison(1, 0),
            [new SeriesHash("BINANCE:BTCUSDT", 15, 1, 7, ImmutableArray.Create(new MonthHash("2026-01", 7, "")))]);
    }
}
