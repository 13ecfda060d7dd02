using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>A writer that slept while another opened the file writes nothing.</summary>
public sealed class WriterEpochTests : IDisposable
{
    private readonly TestDatabase _database = new(s => s with { BusyTimeout = TimeSpan.Zero });

    public static TheoryData<string> Uses => [nameof(WriteCandles), nameof(RecordGaps), nameof(RecordTraderStep), nameof(RunCheckpoint), nameof(IWriteStore.ProveWritable), nameof(IWriteStore.CheckInPlace)];

    public void Dispose() => _database.Dispose();

    [Theory, MemberData(nameof(Uses))]
    public void A_write_after_another_writer_has_opened_the_file_leaves_no_row(string use)
    {
        using var asleep = Open();
        asleep.Put(Btc15, Page(Btc15, 0, 5));
        using var other = Open();
        using var file = _database.Foreign(readOnly: true);
        var before = file.Scalar<long>("PRAGMA data_version");

        var failure = Assert.ThrowsAny<StoreException>(() => Use(asleep, use));

        Assert.Equal(StoreFailure.Fenced, failure.Failure);
        Assert.Contains("epoch 2, and this process writes under epoch 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, file.Scalar<long>("PRAGMA data_version"));
        Assert.Equal(5, other.Put(Btc15, Page(Btc15, 5, 5)).Inserted);
        Assert.Equal(["1", "2"], file.Query("SELECT epoch FROM commits ORDER BY number", r => r.GetString(0)));
    }

    [Fact]
    public void An_epoch_that_could_not_be_stored_fences_nobody()
    {
        using var writer = Open();
        using (var foreign = _database.Foreign())
        {
            foreign.Execute("BEGIN IMMEDIATE");
            Assert.Equal(StoreFailure.Busy, Assert.ThrowsAny<StoreException>(Open).Failure);
        }

        Assert.Equal(5, writer.Put(Btc15, Page(Btc15, 0, 5)).Inserted);
    }

    [Fact]
    public void A_deleted_row_is_refused_and_the_next_epoch_is_above_those_of_the_log()
    {
        for (var openings = 0; openings < 3; openings++)
            Open().Dispose();
        using (var writer = Open())
        {
            writer.Put(Btc15, Page(Btc15, 0, 5));
            using var foreign = _database.Foreign();
            foreign.Execute("DELETE FROM meta WHERE key = 'writer_epoch'");
            Assert.Equal(StoreFailure.Refused, Assert.ThrowsAny<StoreException>(() => writer.Put(Btc15, Page(Btc15, 5, 5))).Failure);
        }

        using var next = Open();
        Assert.Equal(5, next.Head.Epoch);
    }

    private SqliteWriteStore Open() => _database.OpenWriter().HandOver(c => new SqliteWriteStore(c, _database.Settings));

    private static object? Use(SqliteWriteStore store, string use) => use switch
    {
        nameof(WriteCandles) => store.Store(Write(Btc15, Page(Btc15, 5, 5))),
        nameof(RecordGaps) => store.Record(Record(Btc15, new GapFindings(Range(Btc15, 0, 20), [Range(Btc15, 3, 6)], [], false, 0, TestLedger.Policy))),
        nameof(RecordTraderStep) => store.Record(new RecordTraderStep(
            WriteId.New(), new TraderKey("NO_ML", Btc15.Instrument, "{}"), 0, null, new CandleOutcome(Time(Btc15, 0), null, null, [], [], Account.Start(1)), TimeSpan.MaxValue)),
        nameof(RunCheckpoint) => store.Checkpoint(CheckpointMode.Passive),
        _ => Nothing(use == nameof(IWriteStore.ProveWritable) ? store.ProveWritable : store.CheckInPlace),
    };

    private static object? Nothing(Action use)
    {
        use();
        return null;
    }
}
