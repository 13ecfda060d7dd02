using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Former values of candles: the revisions that are kept, and the candles as of a time.</summary>
public sealed class RevisionTests : WrittenAndReadTests
{
    private readonly FakeTimeProvider _time;

    public RevisionTests()
        : this(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Time(Btc15, 100))))
    {
    }

    private RevisionTests(FakeTimeProvider time)
        : base(settings => settings with { RevisionRows = 10 }, time) => _time = time;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(ChangeSource.Sync)]
    [InlineData(ChangeSource.Backfill)]
    [InlineData(ChangeSource.Sweep)]
    [InlineData(ChangeSource.Import)]
    [InlineData(ChangeSource.Repair)]
    public void A_change_keeps_the_old_values_with_its_time_and_source(ChangeSource source)
    {
        Writer.Put(Btc15, Page(Btc15, 0, 5));
        Writer.Store(Write(Btc15, [.. Page(Btc15, 1, 1, price: 200), .. Page(Btc15, 2, 5)], source: source));

        var revision = Assert.Single(Revisions());
        Assert.Equal(new CandleRevision(1, Btc15, Now, source, At(Time(Btc15, 1))), revision);
    }

    [Fact]
    public void Candles_that_are_new_or_unchanged_leave_no_revision()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 5));
        Writer.Put(Btc15, Page(Btc15, 0, 8));
        Assert.Empty(Revisions());
    }

    [Fact]
    public void A_deleted_row_is_kept_as_a_revision_and_the_counts_are_corrected()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 5));
        var result = Writer.Delete(new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [Time(Btc15, 2), Time(Btc15, 9)], TimeSpan.MaxValue));

        Assert.Equal(1, Assert.IsType<CandlesDeleted>(result.Reply).Deleted);
        Assert.Equal([Range(Btc15, 2, 3)], result.Committed!.Deleted.AsEnumerable());
        Assert.Equal(ChangeSource.Repair, Assert.Single(Revisions()).Source);
        using var foreign = Database.Foreign();
        Assert.Equal(4, foreign.Scalar<long>("SELECT row_count FROM series"));
    }

    [Fact]
    public void Revisions_are_paged_newest_first_and_filtered()
    {
        foreach (var series in (SeriesKey[])[Btc15, Btc60, Eth15])
        {
            Writer.Put(series, Page(series, 0, 3));
            Writer.Put(series, Page(series, 0, 3, price: 200));
        }

        var first = Read(new ReadRevisions(null, null, null, null, 5, TimeSpan.MaxValue));
        var second = Read(new ReadRevisions(null, null, null, first.Revisions[^1].Id, 5, TimeSpan.MaxValue));
        Assert.Equal((true, false), (first.HasOlder, second.HasOlder));
        Assert.Equal<long>([9, 8, 7, 6, 5, 4, 3, 2, 1], first.Revisions.Concat(second.Revisions).Select(r => r.Id));

        Assert.All(Revisions(exchange: Exchange.Bybit), r => Assert.Equal(Eth15, r.Series));
        Assert.Equal(3, Revisions(Exchange.Binance, "BTCUSDT", Interval.H1).Length);
        Assert.Equal(6, Revisions(symbol: "BTCUSDT").Length);
    }

    [Fact]
    public void The_table_keeps_its_newest_rows_and_says_since_when_it_is_complete()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 4));
        var price = 200;
        for (var change = 0; change < 4; change++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            Writer.Put(Btc15, Page(Btc15, 0, 4, price++));
        }

        var read = Read(new ReadRevisions(null, null, null, null, 100, TimeSpan.MaxValue));
        Assert.Equal(10, read.Revisions.Length);
        Assert.Equal((7, 16), (read.OldestId, read.NewestId));
        Assert.Equal(read.Revisions[^1].ChangedAt, read.Since);
    }

    /// <summary>Against a copy of the series that is kept after each step.</summary>
    [Fact]
    public void As_of_gives_the_candles_as_they_were_at_every_time_and_page()
    {
        var random = new Random(7);
        using var writer = new SqliteWriteStore(Database.OpenWriter(), Database.Settings with { RevisionRows = new DatabaseOptions().RevisionRows }, time: _time);
        var stored = new SortedDictionary<long, Candle>();
        var states = new List<(long At, ImmutableArray<Candle> Candles)>();
        Put(writer, stored, Page(Btc15, 0, 40));
        for (var step = 0; step < 25; step++)
        {
            states.Add((Now, [.. stored.Values]));
            _time.Advance(TimeSpan.FromMinutes(1));
            if (step % 6 == 5)
            {
                var gone = stored.Keys.ElementAt(random.Next(stored.Count));
                writer.Delete(new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [gone], TimeSpan.MaxValue));
                stored.Remove(gone);
            }
            else
            {
                var times = stored.Keys.Order().Where(_ => random.Next(4) == 0).ToList();
                Put(writer, stored, [.. times.Select(t => At(t, 100 + random.Next(50)))]);
            }
        }

        foreach (var (at, candles) in states)
        {
            foreach (var limit in (int[])[1, 7, 100])
            {
                Assert.Equal(candles.TakeLast(limit), Candles(at, limit).Candles);
                var after = Time(Btc15, 10);
                Assert.Equal(candles.Where(c => c.OpenTime > after).Take(limit), Candles(at, limit, after: after).Candles);
                var page = Candles(at, limit, before: after);
                Assert.Equal(candles.Where(c => c.OpenTime < after).TakeLast(limit), page.Candles);
                Assert.Equal(candles.Any(c => c.OpenTime < page.Candles[0].OpenTime), page.HasOlder);
            }
        }
    }

    [Fact]
    public void As_of_shows_no_candle_that_had_not_closed()
    {
        Writer.Put(Btc15, Page(Btc15, 0, 5));
        Assert.Equal(2, Candles(Time(Btc15, 2), 100).Candles.Length);
        Assert.Single(Candles(Time(Btc15, 2) - 1, 100).Candles);
        Assert.Empty(Candles(0, 100).Candles);
    }

    private static void Put(SqliteWriteStore writer, SortedDictionary<long, Candle> stored, ImmutableArray<Candle> candles)
    {
        writer.Put(Btc15, candles);
        foreach (var candle in candles)
            stored[candle.OpenTime] = candle;
    }

    private CandlesRead Candles(long asOf, int limit, long? before = null, long? after = null) =>
        (CandlesRead)Reader.Answer(new ReadCandles(Btc15, limit, before, after, TimeSpan.MaxValue) { AsOf = asOf });

    private RevisionsRead Read(ReadRevisions query) => (RevisionsRead)Reader.Answer(query);

    private ImmutableArray<CandleRevision> Revisions(Exchange? exchange = null, string? symbol = null, Interval? interval = null) =>
        Read(new ReadRevisions(exchange, symbol, interval, null, 100, TimeSpan.MaxValue)).Revisions;
}
