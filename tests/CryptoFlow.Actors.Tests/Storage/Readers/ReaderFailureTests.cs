using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>Every query gets an answer, and readers use a file again when it comes back.</summary>
public sealed class ReaderFailureTests : ReaderTest
{
    private string Away => Database.Path + ".away";

    [Fact]
    public void A_file_that_is_moved_away_fails_the_query_until_it_is_back()
    {
        OpenReaders();
        AskFor<CandlesRead>(Router, Query);
        File.Move(Database.Path, Away);

        AssertFailed();
        AssertFailed();

        File.Move(Away, Database.Path);
        WriterHasIt();
        AssertAllAnswer();
        Assert.Equal(
            [ReadOutcome.Answered, ReadOutcome.Failed, ReadOutcome.Failed],
            Monitor.ReceiveN(3).Cast<ReadObserved>().Select(o => o.Outcome));
    }

    [Fact]
    public void A_file_that_is_replaced_by_garbage_fails_the_query_until_it_is_back_and_leaves_no_descriptor()
    {
        OpenReaders();
        AskFor<CandlesRead>(Router, Query);
        AskFor<CandlesRead>(Router, Query);
        File.Move(Database.Path, Away);
        File.WriteAllText(Database.Path, string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        for (var i = 0; i < 4 * Readers; i++)
            AssertFailed();

        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(OpenDescriptors.Of(Database.Path), d => !d.StartsWith(Away, StringComparison.Ordinal));
        File.Move(Away, Database.Path, overwrite: true);
        AssertFailed();
        WriterHasIt();
        AssertAllAnswer();
    }

    [Fact]
    public void A_query_that_fails_by_a_defect_is_answered_and_the_reader_goes_on()
    {
        OpenReaders();
        for (var i = 0; i < 2 * Readers; i++)
            Assert.Equal(ReadRefusal.Failed, AskFor<ReadRefused>(Router, new UnknownQuery(TimeSpan.MaxValue)).Reason);
        AssertAllAnswer();
    }

    /// <summary>Reports that the writer has opened the file. Until then no reader opens a replaced file, because the WAL beside it may belong to the old file.</summary>
    private void WriterHasIt() => Shared.Readers.FileOpened();

    private void AssertFailed()
    {
        var refused = AskFor<ReadRefused>(Router, Query);
        Assert.Equal(ReadRefusal.Failed, refused.Reason);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
    }

    /// <summary>Stops one query in each reader, so that each reader must answer one.</summary>
    private void AssertAllAnswer()
    {
        HoldReadersUp(queued: 0);
        Time.Open();
        ReceiveN(Readers).ToList().ForEach(answer => Assert.IsType<CandlesRead>(answer));
    }

    private sealed record UnknownQuery(TimeSpan Remaining) : IReadMessage
    {
        public string Kind => "unknown";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };
    }
}
