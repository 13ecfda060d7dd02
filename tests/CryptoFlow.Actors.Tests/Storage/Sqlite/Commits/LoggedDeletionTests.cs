using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Messages;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>A deletion is a commit like any other, and each commit names its source.</summary>
public sealed class LoggedDeletionTests : WrittenAndReadTests
{
    private static readonly RetentionRules Rules = new(ImmutableSortedDictionary<Interval, int>.Empty.Add(Interval.H1, 10));

    public LoggedDeletionTests()
        : base(settings => settings with { Retention = Rules }, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Time(Btc60, 1_000))))
    {
    }

    [Fact]
    public void A_deletion_is_published_and_read_from_the_log_with_the_ranges_that_it_has_emptied()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 20));
        var repaired = Delete(ChangeSource.Repair, 3, 4, 9, 100);
        var removed = Delete(ChangeSource.Removal, 2, 5, 6, 7, 8, 10);

        Assert.Equal([Range(Btc15, 3, 5), Range(Btc15, 9, 10)], repaired!.Deleted.AsEnumerable());

        // The rows between them were deleted before.
        Assert.Equal([Range(Btc15, 2, 11)], removed!.Deleted.AsEnumerable());
        Assert.Equal((ChangeSource.Removal, new CommitStamp(1, 3), 10L), (removed.Source, removed.Stamp, removed.SeriesVersion));
        var read = Log();
        Assert.Null(DeepDifference.Find(repaired, read[1], "commit"));
        Assert.Null(DeepDifference.Find(removed, read[2], "commit"));
    }

    [Fact]
    public void A_deletion_that_finds_no_row_is_no_commit() => Assert.Null(Delete(ChangeSource.Repair, 3, 4));

    [Fact]
    public void Retention_is_a_commit()
    {
        Writer.Put(Btc60, Page(Btc60, 0, 1_000));
        var removed = Writer.Remove(new RemoveOldCandles(WriteId.New(), RunId.New(), TimeSpan.MaxValue));

        var logged = Log()[^1];
        Assert.Equal((ChangeSource.Retention, Assert.IsType<OldCandlesRemoved>(removed.Reply).KeptFrom), (logged.Source, Assert.Single(logged.Deleted).To));
        Assert.Equal(Time(Btc60, 0), logged.Deleted[0].From);
        Assert.Null(DeepDifference.Find(removed.Committed, logged, "commit"));
    }

    [Theory]
    [InlineData(ChangeSource.Sync)]
    [InlineData(ChangeSource.Backfill)]
    [InlineData(ChangeSource.Sweep)]
    [InlineData(ChangeSource.Import)]
    [InlineData(ChangeSource.Repair)]
    public void A_commit_says_what_asked_for_it(ChangeSource source)
    {
        Writer.Put(Btc15, Page(Btc15, 0, 3), source);
        Assert.Equal(source, Assert.Single(Log()).Source);
    }

    [Fact]
    public void The_commits_of_a_file_of_the_version_before_stay_and_their_lane_becomes_their_source()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 3), ChangeSource.Sync);
        using (var foreign = Database.Foreign())
            foreign.Execute("ALTER TABLE commits DROP COLUMN deleted; ALTER TABLE commits RENAME COLUMN source TO lane");

        using (var connection = Database.OpenWriter())
            CommitTable.AddSourceAndDeletions(connection);

        Assert.Equal((ChangeSource.Sync, WriteLane.Sync, 3), (Assert.Single(Log()).Source, Log()[0].Lane, Log()[0].Changed.Length));
    }

    /// <summary>A subscriber that removes the ranges of the commits and sets their candles has the stored rows, also if rows are off the grid.</summary>
    [Fact]
    public void The_ranges_hold_all_deleted_rows_and_no_other() =>
        Gen.Int[0, 40].Array[1, 30].Sample(
            choice =>
            {
                var step = Btc15.Interval.Milliseconds;
                using var foreign = Database.Foreign();
                foreign.Execute("DELETE FROM candles_15");
                Writer.Put(Btc15, Page(Btc15, 0, 12));
                foreach (var odd in choice.Where(c => c > 25).Distinct())
                    foreign.Execute($"INSERT INTO candles_15 (symbol, time, open, high, low, close, volume) VALUES ('BINANCE:BTCUSDT', {Start + (odd % 12 * step) + (odd * 7)}, 1, 1, 1, 1, 1)");
                var before = Times(foreign);
                long[] times = [.. choice.Where(c => c < before.Count).Select(c => before[c])];

                var commit = Writer.Delete(new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [.. times], TimeSpan.MaxValue)).Committed;

                Assert.Equal(before.Except(times), Times(foreign));
                Assert.Equal(times.Distinct().Order(), before.Where(time => commit?.Deleted.Any(r => r.Contains(time)) == true));
            },
            iter: 60,
            threads: 1);

    private CandlesCommitted? Delete(ChangeSource source, params int[] indexes) => Writer.Delete(
        new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [.. indexes.Select(i => Time(Btc15, i))], TimeSpan.MaxValue) { Source = source }).Committed;

    private static List<long> Times(ForeignConnection foreign) => foreign.Query("SELECT time FROM candles_15 ORDER BY time", r => r.GetInt64(0));

    private List<CandlesCommitted> Log() => [.. Assert.IsType<CommitsRead>(Reader.Answer(new ReadCommits(default, 100, TimeSpan.MaxValue), Deadline.Never)).Candles];
}
