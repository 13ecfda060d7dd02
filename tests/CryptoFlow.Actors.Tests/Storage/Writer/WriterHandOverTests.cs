using Akka.Actor;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.StartUp;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>One writer gives the file to the next. Both have a guard of their own, as two processes have.</summary>
public sealed class WriterHandOverTests : StorageTest
{
    private readonly DatabaseGuard _otherGuard;
    private readonly ManualResetEventSlim _mayEmptyWal = new();

    public WriterHandOverTests() => _otherGuard = new DatabaseGuard(Database.Settings, MarketOrigin.Simulator);

    protected override void Dispose(bool disposing)
    {
        _mayEmptyWal.Set();
        base.Dispose(disposing);
        _otherGuard.Dispose();
        _mayEmptyWal.Dispose();
    }

    [Fact]
    public void The_next_writer_waits_until_a_drain_that_takes_long_has_closed_the_file()
    {
        var first = Sys.ActorOf(PropsOf(new SlowDrain(Source, _mayEmptyWal)));
        AskFor<CandlesWritten>(first, Write(Btc15, Page(Btc15, 0, 5)));
        var drained = CreateTestProbe();
        first.Tell(new Drain(WriteId.New(), TimeSpan.MaxValue), drained);

        var next = Sys.ActorOf(PropsOf(Standby()));
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.False(SettledOpen(next));
            Assert.Contains("Another process writes", AskFor<WriteRefused>(next, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);
            Timers.Advance(WriterCondition.FirstReopen);
        }

        // The last attempt has failed, and the timer of the next attempt is set.
        Assert.False(SettledOpen(next));
        drained.ExpectNoMsg(TimeSpan.Zero);
        _mayEmptyWal.Set();
        drained.ExpectMsg<WriterDrained>();
        Timers.Advance(WriterCondition.FirstReopen);
        Assert.Equal(2, AskFor<WriterReady>(next, GetWriterReadiness.Instance).Epoch);
        Assert.Equal(5, AskFor<CandlesWritten>(next, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
        Assert.Empty(Stops);
    }

    [Fact]
    public void A_writer_that_is_stopped_without_a_drain_gives_the_lock_back_when_it_has_closed_the_file()
    {
        var first = StartWriter();
        Assert.True(SettledOpen(first));
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);

        Assert.False(DatabaseLock.IsHeld(Database.Path));
    }

    [Fact]
    public void A_writer_that_finds_a_foreign_epoch_stores_nothing_and_ends_the_program_with_one_sentence()
    {
        var asleep = StartWriter();
        AskFor<CandlesWritten>(asleep, Write(Btc15, Page(Btc15, 0, 5)));
        using var other = new SqliteWriteStore(Database.OpenWriter(), Database.Settings);

        Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(asleep, Write(Btc15, Page(Btc15, 5, 5))).Reason);

        Assert.Contains("Another process has opened the database as its writer", Assert.Single(Stops), StringComparison.Ordinal);
        AskFor<WriteRefused>(asleep, Write(Btc15, Page(Btc15, 5, 5)));
        AskFor<WriterDrained>(asleep, new Drain(WriteId.New(), TimeSpan.MaxValue));
        Assert.Equal(5, other.Put(Btc15, Page(Btc15, 5, 5)).Inserted);
    }

    [Fact]
    public void A_writer_with_nothing_to_write_finds_a_foreign_epoch_by_its_periodic_check()
    {
        var asleep = StartWriter();
        Assert.True(SettledOpen(asleep));
        using var other = new SqliteWriteStore(Database.OpenWriter(), Database.Settings);

        asleep.Tell(LookForOthers.Instance);

        Assert.False(SettledOpen(asleep));
        Assert.Single(Stops);
    }

    [Fact]
    public void The_head_is_published_at_the_opening_and_at_each_periodic_check()
    {
        Shared.Commits.Subscribe(TestActor, CommitKinds.Heads);
        var writer = StartWriter();
        Assert.Equal(new CommitStamp(0, 0), ExpectMsg<CommitHead>().Newest);
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));

        writer.Tell(LookForOthers.Instance);

        Assert.Equal(new CommitStamp(1, 1), ExpectMsg<CommitHead>().Newest);
    }

    [Fact]
    public void A_standby_has_no_lock_and_creates_the_file_each_time_it_becomes_the_writer()
    {
        var standby = Standby();
        File.Delete(Database.Path);
        Assert.False(DatabaseLock.IsHeld(Database.Path));

        for (var times = 1; times <= 2; times++)
        {
            using (var store = standby.Open(CancellationToken.None))
                Assert.Equal(times, store.Head.Epoch);
            Assert.True(DatabaseLock.IsHeld(Database.Path));
            standby.Release();
            Assert.False(DatabaseLock.IsHeld(Database.Path));
        }
    }

    [Fact]
    public async Task The_stop_of_the_host_leaves_the_lock_to_a_writer_that_has_the_file_open()
    {
        var service = new DatabaseStartupService(Database.Guard);
        await service.StartAsync(default);
        using var store = Source.Open(CancellationToken.None);

        await service.StopAsync(default);

        Assert.True(DatabaseLock.IsHeld(Database.Path));
    }

    [Fact]
    public async Task The_stop_of_the_host_frees_a_lock_that_no_writer_has_taken_over()
    {
        var service = new DatabaseStartupService(Database.Guard);
        await service.StartAsync(default);
        Assert.True(DatabaseLock.IsHeld(Database.Path));

        await service.StopAsync(default);

        Assert.False(DatabaseLock.IsHeld(Database.Path));
    }

    private StandbyWriteStoreSource Standby() => new(new SqliteWriteStoreSource(Database.Settings, _otherGuard), _otherGuard);

    private Props PropsOf(IWriteStoreSource source) =>
        DbWriterActor.Props(Database.Settings, source, Shared, Monitor, Time, NullLogger<DbWriterActor>.Instance, Stops.Enqueue);

    /// <summary>Opens a store whose checkpoints wait.</summary>
    private sealed class SlowDrain(IWriteStoreSource source, ManualResetEventSlim mayEmptyWal) : IWriteStoreSource
    {
        public IWriteStore Open(CancellationToken givingUp) => new SlowStore(source.Open(givingUp), mayEmptyWal);

        public void Release() => source.Release();

        public bool MayOthersUse() => false;
    }

    private sealed class SlowStore(IWriteStore store, ManualResetEventSlim mayEmptyWal) : IWriteStore
    {
        public int SchemaVersion => store.SchemaVersion;

        public CommitHead Head => store.Head;

        public WriteResult Store(WriteCandles message) => store.Store(message);

        public WriteResult Delete(DeleteCandles message) => store.Delete(message);

        public WriteResult Change(ChangeAddedSeries message) => store.Change(message);

        public WriteResult Store(WriteFundingRates message) => store.Store(message);

        public WriteResult Remove(RemoveOldCandles message) => store.Remove(message);

        public WriteResult Record(RecordGaps message) => store.Record(message);

        public WriteResult Record(RecordTraderStep message) => store.Record(message);

        public WriteResult Take(TakeBudget message) => store.Take(message);

        public WriteResult Lease(LeaseBudget message) => store.Lease(message);

        public WriteResult Record(RecordLockWaits message) => store.Record(message);

        public CheckpointOutcome Checkpoint(CheckpointMode mode)
        {
            mayEmptyWal.Wait();
            return store.Checkpoint(mode);
        }

        public void CheckInPlace() => store.CheckInPlace();

        public void ProveWritable() => store.ProveWritable();

        public bool TakeForeignCommit() => store.TakeForeignCommit();

        public LockWait TakeLockWait() => store.TakeLockWait();

        public void Dispose() => store.Dispose();
    }
}
