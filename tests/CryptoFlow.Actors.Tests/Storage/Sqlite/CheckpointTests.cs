using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite;

public sealed class CheckpointTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly SqliteWriteStore _store;

    public CheckpointTests() => _store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings);

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_passive_checkpoint_moves_all_frames_when_nobody_reads()
    {
        _store.Put(Btc15, Page(Btc15, 0, 1000));
        var outcome = _store.Checkpoint(CheckpointMode.Passive);
        Assert.False(outcome.Busy);
        Assert.InRange(outcome.WalPages, 1, int.MaxValue);
        Assert.Equal(outcome.WalPages, outcome.CheckpointedPages);
        Assert.Equal((outcome.WalPages, 0, false), (outcome.MovedPages, outcome.LeftPages, outcome.Fruitless));
        Assert.Equal(0, _store.Checkpoint(CheckpointMode.Passive).MovedPages);
    }

    [Fact]
    public void A_truncating_checkpoint_empties_the_WAL_file()
    {
        _store.Put(Btc15, Page(Btc15, 0, 1000));
        var outcome = _store.Checkpoint(CheckpointMode.Truncate);
        Assert.False(outcome.Busy);
        Assert.InRange(outcome.MovedPages, 1, int.MaxValue);
        Assert.Equal(0, new FileInfo(_database.Path + "-wal").Length);
    }

    [Theory]
    [InlineData(CheckpointMode.Passive)]
    [InlineData(CheckpointMode.Truncate)]
    public void A_reader_that_pins_the_WAL_makes_the_checkpoint_busy_without_blocking_the_writer(CheckpointMode mode)
    {
        _store.Put(Btc15, Page(Btc15, 0, 10));
        using var reader = PinnedReader();
        _store.Put(Btc15, Page(Btc15, 10, 1000));

        var outcome = _store.Checkpoint(mode);

        Assert.True(outcome.Busy);
        Assert.InRange(outcome.LeftPages, 1, outcome.WalPages);
        Assert.True(_store.Checkpoint(mode).Fruitless);
        Assert.InRange(outcome.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(1, _store.Put(Btc15, Page(Btc15, 2000, 1)).Inserted);
    }

    [Fact]
    public void A_busy_checkpoint_does_not_count_as_a_lock_wait_or_a_timeout()
    {
        _store.Put(Btc15, Page(Btc15, 0, 10));
        using var reader = PinnedReader();
        _store.Put(Btc15, Page(Btc15, 10, 10));

        Assert.True(_store.Checkpoint(CheckpointMode.Truncate).Busy);

        Assert.False(_store.TakeLockWait().Happened);
    }

    /// <summary>A connection of another program inside a read transaction.</summary>
    private ForeignConnection PinnedReader()
    {
        var reader = _database.Foreign(readOnly: true);
        reader.Execute("BEGIN");
        reader.Scalar<long>("SELECT count(*) FROM candles_15");
        return reader;
    }
}
