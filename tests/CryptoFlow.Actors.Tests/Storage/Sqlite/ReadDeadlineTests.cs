using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using SQLitePCL;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite;

public sealed class ReadDeadlineTests : IDisposable
{
    /// <summary>A clock that moves by one second each time it is read.</summary>
    private readonly GatedTime _time = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    private readonly TestDatabase _database = new();

    public ReadDeadlineTests()
    {
        using var store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings);
        for (var page = 0; page < 4; page++)
            store.Put(Btc15, Page(Btc15, page * 1500, 1500));
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_query_is_interrupted_past_its_deadline_and_the_next_one_is_answered()
    {
        using var reader = new SqliteReadStore(_database.OpenReader(), _time);
        var query = new FindMissing(Btc15, Range(Btc15, 0, 6000), TimeSpan.FromSeconds(3));

        var failure = Assert.Throws<SqliteStoreException>(() => reader.Answer(query, Deadline.In(query.Remaining, _time)));

        Assert.Equal(raw.SQLITE_INTERRUPT, failure.Code);
        Assert.Empty(Assert.IsType<MissingFound>(reader.Answer(query)).Missing);
    }

    [Fact]
    public void A_query_that_is_cut_short_ends_before_its_deadline_and_the_next_one_is_answered()
    {
        using var reader = new SqliteReadStore(_database.OpenReader(), _time);
        var query = new FindMissing(Btc15, Range(Btc15, 0, 6000), TimeSpan.MaxValue);
        var running = new RunningQuery(1, query, StartedAt: 0);
        running.Cut();

        var failure = Assert.Throws<SqliteStoreException>(() => reader.Answer(query, Deadline.Never, running));

        Assert.Equal(raw.SQLITE_INTERRUPT, failure.Code);
        Assert.IsType<MissingFound>(reader.Answer(query, Deadline.Never, new RunningQuery(1, query, StartedAt: 0)));
    }

    [Fact]
    public void A_query_within_its_deadline_is_not_interrupted()
    {
        using var reader = new SqliteReadStore(_database.OpenReader(), _time);
        var query = new FindMissing(Btc15, Range(Btc15, 0, 6000), TimeSpan.FromHours(1));
        Assert.IsType<MissingFound>(reader.Answer(query, Deadline.In(query.Remaining, _time)));
    }
}
