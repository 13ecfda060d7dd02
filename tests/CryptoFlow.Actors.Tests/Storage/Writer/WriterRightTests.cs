using Akka.Actor;
using CryptoFlow.Storage.Sqlite.StartUp;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The writer has lost its lock, or another program has dropped a part of the schema. It writes nothing until the problem is over, and then continues without help.
/// </summary>
public sealed class WriterRightTests : StorageTest
{
    /// <summary>Longer than the longest pause between two attempts to open the file.</summary>
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(10);

    [SkippableFact]
    public void A_lock_file_that_is_deleted_is_taken_again_before_the_next_page_is_stored()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        File.Delete(DatabaseLock.PathFor(Database.Path));
        using (DatabaseLock.Acquire(Database.Path))
        {
            Assert.Contains("deleted or replaced", AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);
            Timers.Advance(NextTry);
            Assert.False(SettledOpen(writer));
            Assert.Contains("Another process writes", AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);
        }

        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
        Assert.True(DatabaseLock.IsHeld(Database.Path));
    }

    [SkippableFact]
    public void A_writer_with_nothing_to_write_finds_a_lost_lock_by_its_periodic_check()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        var writer = StartWriter();
        Assert.True(SettledOpen(writer));
        File.Delete(DatabaseLock.PathFor(Database.Path));

        writer.Tell(LookForOthers.Instance);

        Assert.False(SettledOpen(writer));
        Assert.Contains("deleted or replaced", Monitor.FishForMessage<WriterConditionChanged>(_ => true).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_table_is_named_without_a_change_back_to_healthy_until_it_is_back()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        using (var foreign = Database.Foreign())
            foreign.Execute("ALTER TABLE gaps RENAME TO theirs");

        Assert.Contains("The table gaps", AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Timers.Advance(NextTry);
            Assert.False(SettledOpen(writer));
            Assert.Contains("The table gaps", AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);
        }

        using (var foreign = Database.Foreign())
        {
            Assert.Equal(5, foreign.Scalar<long>("SELECT count(*) FROM candles_15"));
            foreign.Execute("ALTER TABLE theirs RENAME TO gaps");
        }

        Timers.Advance(NextTry);
        Assert.True(SettledOpen(writer));
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
        while (Monitor.FishForMessage<WriterConditionChanged>(_ => true) is { Failure: { } failure })
            Assert.Contains("The table gaps", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleted_rows_of_meta_are_named_until_the_origin_is_back()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        using (var foreign = Database.Foreign())
            foreign.Execute("DELETE FROM meta");

        AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5)));
        Timers.Advance(NextTry);
        Assert.False(SettledOpen(writer));
        Assert.Contains("The row market_origin", AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5))).Detail, StringComparison.Ordinal);

        using (var foreign = Database.Foreign())
            foreign.Execute("INSERT INTO meta VALUES ('market_origin', 'simulator')");
        Timers.Advance(NextTry);
        Assert.Equal(5, AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 5, 5))).Inserted);
    }

    [Fact]
    public void A_dropped_trigger_is_created_again_while_the_program_runs()
    {
        var writer = StartWriter();
        AskFor<CandlesWritten>(writer, Write(Btc15, Page(Btc15, 0, 5)));
        using (var foreign = Database.Foreign())
            foreign.Execute("DROP TRIGGER candles_15_deleted");

        AskFor<WriteRefused>(writer, Write(Btc15, Page(Btc15, 5, 5)));
        Timers.Advance(NextTry);

        Assert.True(SettledOpen(writer));
        using var after = Database.Foreign(readOnly: true);
        Assert.Equal(1, after.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'candles_15_deleted'"));
    }
}
