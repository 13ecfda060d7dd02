using Akka.Actor;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.StartUp;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>The behaviour of the writer when the file fails. The writer always answers its current message.</summary>
public sealed class WriterFailureTests() : StorageTest(s => s with { BusyTimeout = TimeSpan.FromMilliseconds(30) })
{
    /// <summary>Longer than the longest pause between two attempts to open the file.</summary>
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_lock_past_the_busy_timeout_rejects_the_message_and_the_writer_stays_up()
    {
        var writer = StartWriter();
        Assert.True(SettledOpen(writer));
        using var foreign = Database.Foreign();
        foreign.Execute("BEGIN IMMEDIATE");
        var message = Write(Btc15, Page(Btc15, 0, 5));

        var rejected = AskFor<WriteRefused>(writer, message);

        Assert.Equal((message.Id, WriteRefusal.Busy), (rejected.Id, rejected.Reason));
        Assert.True(SettledOpen(writer));
        foreign.Execute("COMMIT");
        Assert.Equal(5, AskFor<CandlesWritten>(writer, message).Inserted);
        Monitor.ExpectMsg<WriterOpened>();
        Assert.True(Monitor.ExpectMsg<WriteObserved>() is { Rejection: WriteRefusal.Busy, LockWait.WasRefused: true });
        Assert.Null(Monitor.ExpectMsg<WriteObserved>().Rejection);
        Assert.Empty(Stops);
    }

    [Fact]
    public void A_moved_file_is_not_written_any_more_and_is_opened_again_when_it_is_back()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        var away = Database.Directory + "-away";
        Directory.Move(Database.Directory, away);

        var rejected = AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5)));
        Assert.Equal(WriteRefusal.StorageUnavailable, rejected.Reason);
        Assert.Equal(rejected.Detail, Monitor.FishForMessage<WriterConditionChanged>(_ => true).Failure);
        Assert.False(SettledOpen(writer));
        Timers.Advance(NextTry);
        Assert.False(SettledOpen(writer));
        Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Reason);

        Directory.Move(away, Database.Directory);
        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
        Assert.Null(Monitor.FishForMessage<WriterConditionChanged>(m => m.Failure is null).Failure);
        using var foreign = Database.Foreign(readOnly: true);
        KeptCounts.AssertExact(foreign, Interval.M15);
        Assert.Equal(10, foreign.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    [Fact]
    public void A_deleted_file_is_a_failure_and_no_empty_file_is_created_at_its_path()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        File.Delete(Database.Path);

        Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Reason);
        Assert.False(SettledOpen(writer));
        Timers.Advance(NextTry);

        Assert.False(SettledOpen(writer));
        Assert.False(File.Exists(Database.Path));
        Assert.Empty(Stops);
    }

    [Fact]
    public void A_file_that_is_locked_when_it_is_opened_is_opened_later()
    {
        using (var foreign = Database.Foreign())
        {
            foreign.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
            var writer = StartWriter();
            Assert.False(SettledOpen(writer));
            Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, 1))).Reason);
            foreign.Dispose();

            Timers.Advance(NextTry);
            Assert.True(SettledOpen(writer));
            Assert.Equal(1, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 1))).Inserted);
        }
    }

    [Fact]
    public void The_pause_between_two_tries_to_open_grows()
    {
        File.Delete(Database.Path);
        var writer = StartWriter();
        Assert.False(SettledOpen(writer));

        var tries = CountTries(writer, TimeSpan.FromSeconds(1));
        Assert.Equal(2, tries); // After 0.2 s, and after 0.4 s more.
        Assert.Equal(1, CountTries(writer, TimeSpan.FromSeconds(1)));
        Assert.InRange(CountTries(writer, TimeSpan.FromSeconds(100)), 8, 14);
    }

    [Fact]
    public void A_damaged_file_stops_the_program_and_nothing_more_is_written()
    {
        DamageTable("candles_15");
        var writer = StartWriter();
        Assert.True(SettledOpen(writer));

        var rejected = AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, 5)));

        Assert.Equal(WriteRefusal.Failed, rejected.Reason);
        Assert.Equal(rejected.Detail, Assert.Single(Stops));
        Assert.False(SettledOpen(writer));
        Timers.Advance(NextTry);
        Assert.False(SettledOpen(writer));
        Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, 5))).Reason);
        Assert.Single(Stops);
    }

    [Fact]
    public void A_file_that_is_no_database_stops_the_program_at_its_opening()
    {
        Damage(0, (int)new FileInfo(Database.Path).Length);
        var writer = StartWriter();
        Assert.False(SettledOpen(writer));
        Assert.Contains("26/26", Assert.Single(Stops), StringComparison.Ordinal);
        Assert.NotNull(Monitor.ExpectMsg<WriterConditionChanged>().Failure);
    }

    [Fact]
    public void After_a_defect_the_message_is_answered_the_file_is_opened_again_and_the_next_message_is_stored()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));

        var rejected = AskFor<WriteRefused>(writer, Write(null!, Page(Btc15, 5, 5)));

        Assert.Equal(WriteRefusal.Failed, rejected.Reason);
        Assert.False(SettledOpen(writer));
        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
    }

    [Fact]
    public void A_condition_ends_as_soon_as_the_file_that_is_opened_again_takes_a_write()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        AskFor<WriteRefused>(writer, Write(null!, []));
        Monitor.FishForMessage<WriterConditionChanged>(m => m.Failure is not null);
        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));

        AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, MaxCandlesPerMessage + 1)));
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 6)));

        Assert.Equal(
            [typeof(WriteObserved), typeof(WriterOpened), typeof(WriterConditionChanged), typeof(WriteObserved), typeof(WriteObserved)],
            Monitor.ReceiveN(5).Select(m => m.GetType()));
    }

    [Fact]
    public void A_file_is_not_opened_again_after_the_drain()
    {
        File.Delete(Database.Path);
        var writer = StartWriter();
        Assert.False(SettledOpen(writer));
        Database.Prepare();

        AskFor<WriterDrained>(writer, new Drain(WriteId.New(), TimeSpan.MaxValue));
        Timers.Advance(NextTry);

        Assert.False(SettledOpen(writer));
    }

    [SkippableFact]
    public void A_file_that_may_not_be_written_is_not_opened_until_it_may()
    {
        Skip.IfNot(OrdinaryUser.IsThere, OrdinaryUser.WhyNot);
        OrdinaryUser.MayWrite(Database.Directory);
        OrdinaryUser.MayWrite(DatabaseLock.PathFor(Database.Path));
        OrdinaryUser.MayOnlyRead(Database.Path);
        var writer = OrdinaryUser.Run(() => ActorOfAsTestActorRef(() => new Starter(WriterProps)).UnderlyingActor.Child);
        Assert.False(SettledOpen(writer));
        Assert.Equal(WriteRefusal.StorageUnavailable, AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 0, 5))).Reason);
        Assert.NotNull(Monitor.ExpectMsg<WriterConditionChanged>().Failure);

        OrdinaryUser.MayWrite(Database.Path);
        Timers.Advance(NextTry);
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5))).Inserted);
    }

    /// <summary>The trigger acts like a disk that can be read and locked but not written.</summary>
    [Fact]
    public void A_file_that_can_be_opened_and_not_written_is_no_recovery()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        AskFor<WriteRefused>(writer, Write(null!, []));
        Monitor.FishForMessage<WriterConditionChanged>(m => m.Failure is not null);
        using var foreign = Database.Foreign();
        foreign.Execute("CREATE TRIGGER takes_no_write BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'no write'); END");

        Timers.Advance(NextTry);
        Assert.False(SettledOpen(writer));
        Assert.Contains("no write", Monitor.FishForMessage<WriterConditionChanged>(_ => true).Failure, StringComparison.Ordinal);

        foreign.Execute("DROP TRIGGER takes_no_write");
        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));
        Assert.Null(Monitor.FishForMessage<WriterConditionChanged>(_ => true).Failure);
        Assert.Equal(1, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 1))).Inserted);
    }

    [SkippableFact]
    public void A_failed_opening_leaves_no_descriptor_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Descriptors are listed on Linux only.");
        using (var foreign = Database.Foreign())
            foreign.Execute("DROP TABLE gaps");
        var writer = StartWriter();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.False(SettledOpen(writer));
            Timers.Advance(NextTry);
        }

        Assert.False(SettledOpen(writer));
        Assert.Empty(OpenDescriptors.Of(Database.Path));
    }

    /// <summary>Overwrites the root page of a table with letters. The file header and the schema stay unchanged.</summary>
    private void DamageTable(string name)
    {
        const int pageSize = 4096;
        long root;
        using (var file = Database.Foreign(readOnly: true))
            root = file.Scalar<long>($"SELECT rootpage FROM sqlite_master WHERE name = '{name}'");
        Damage((root - 1) * pageSize, pageSize);
    }

    private void Damage(long from, int bytes)
    {
        var letters = new byte[bytes];
        Array.Fill(letters, (byte)'x');
        using var file = File.OpenWrite(Database.Path);
        file.Position = from;
        file.Write(letters);
    }

    private int CountTries(IActorRef writer, TimeSpan time)
    {
        SettledOpen(writer);
        Drained();
        for (var step = 0; step < 100; step++)
        {
            Timers.Advance(time / 100);
            SettledOpen(writer);
        }

        return Drained();

        int Drained()
        {
            var count = 0;
            while (Monitor.HasMessages)
                count += Monitor.ExpectMsg<object>() is WriterConditionChanged ? 1 : 0;
            return count;
        }
    }

    /// <summary>Starts an actor on the thread that created this object, so that the actor's dedicated thread inherits the user of this thread.</summary>
    private sealed class Starter : UntypedActor
    {
        public Starter(Props child) => Child = Context.ActorOf(child);

        public IActorRef Child { get; }

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
