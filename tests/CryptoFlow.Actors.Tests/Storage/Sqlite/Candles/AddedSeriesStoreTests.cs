using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>The table of the series that users have added.</summary>
public sealed class AddedSeriesStoreTests : WrittenAndReadTests
{
    private static readonly SeriesKey Hour = Btc15 with { Interval = Interval.H1 };

    [Fact]
    public void A_series_is_added_once_and_removed_once()
    {
        Assert.Equal([Btc15, Hour], Change(added: [Btc15, Hour]).Added.AsEnumerable());
        var first = Read();
        Assert.Empty(Change(added: [Btc15]).Added);

        Assert.Equal(first.AsEnumerable(), Read());
        Assert.Equal([Btc15, Hour], first.Select(a => a.Series));
        Assert.Equal([Hour], Change(removed: [Hour]).Removed.AsEnumerable());
        Assert.Empty(Change(removed: [Hour]).Removed);
        Assert.Equal([Btc15], Read().Select(a => a.Series));
    }

    [Fact]
    public void Only_the_series_of_one_exchange_are_read()
    {
        Change(added: [Btc15]);
        Assert.Single(Read(Btc15.Exchange));
        Assert.Empty(Read(ExchangeNames.All.First(e => e != Btc15.Exchange)));
    }

    [Fact]
    public void A_removed_series_loses_its_open_ledger_rows_and_keeps_the_resolved_rows()
    {
        Change(added: [Btc15]);
        using var foreign = Database.Foreign();
        foreach (var (verdict, from) in new[] { ("open", 0), ("confirmed_missing", 1_800_000) })
            foreign.Execute($"INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, found_at) VALUES ('{Btc15.Instrument.StorageKey}', 15, {from}, {from + 900_000}, '{verdict}', 0)");

        Change(removed: [Btc15]);

        Assert.Equal("confirmed_missing", foreign.Scalar<string>("SELECT group_concat(verdict) FROM gaps"));
    }

    [Fact]
    public void More_series_than_a_file_may_have_are_refused_and_none_of_the_message_is_stored()
    {
        for (var i = 0; i < AddedSeries.Most; i += MaxSeriesPerMessage)
            Change(added: [.. Enumerable.Range(i, MaxSeriesPerMessage).Select(n => Named($"X{n}"))]);

        var refused = Assert.IsType<WriteRefused>(Writer.Change(new ChangeAddedSeries(WriteId.New(), [Named("ONE")], [], TimeSpan.MaxValue)).Reply);

        Assert.Equal(WriteRefusal.Invalid, refused.Reason);
        Assert.Equal(AddedSeries.Most, Read().Length);
    }

    /// <summary>A candle of a stream, or of a run on another node, may reach the writer after the removal.</summary>
    [Fact]
    public void A_candle_of_a_series_that_was_removed_is_refused_until_the_series_is_added_again()
    {
        Change(added: [Btc15]);
        Assert.IsType<CandlesWritten>(Store(0, onlyIfAdded: true));
        Change(removed: [Btc15]);

        var refused = Assert.IsType<WriteRefused>(Store(1, onlyIfAdded: true));
        Assert.Equal(WriteRefusal.NotAdded, refused.Reason);
        Assert.Contains("BTCUSDT", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(1, Rows());

        Assert.IsType<CandlesWritten>(Store(1, onlyIfAdded: false));
        Change(added: [Btc15]);
        Assert.IsType<CandlesWritten>(Store(2, onlyIfAdded: true));
        Assert.Equal(3, Rows());
    }

    /// <summary>Nobody would ever fill these rows of the ledger.</summary>
    [Fact]
    public void Findings_about_a_series_that_was_removed_are_refused()
    {
        var findings = new GapFindings(new TimeRange(0, 900_000), [new TimeRange(0, 900_000)], [], Repairing: true, 0, new GapPolicy(3, TimeSpan.FromMinutes(5)));
        var message = new RecordGaps(WriteId.New(), RunId.New(), 1, Btc15, findings, null, TimeSpan.MaxValue) { OnlyIfAdded = true };

        Assert.Equal(WriteRefusal.NotAdded, Assert.IsType<WriteRefused>(Writer.Record(message).Reply).Reason);
        Change(added: [Btc15]);
        Assert.IsType<GapsRecorded>(Writer.Record(message).Reply);
    }

    private IWriteReply Store(int index, bool onlyIfAdded) => Writer.Store(
        new WriteCandles(WriteId.New(), WriteLane.Sync, ChangeSource.Sync, RunId.New(), Btc15, Page(Btc15, index, 1), TimeSpan.MaxValue)
        {
            OnlyIfAdded = onlyIfAdded,
        }).Reply;

    private long Rows()
    {
        using var foreign = Database.Foreign();
        return foreign.Scalar<long>("SELECT count(*) FROM candles_15");
    }

    private static SeriesKey Named(string symbol) => new(new Instrument(Btc15.Exchange, symbol), Interval.M15);

    private AddedSeriesChanged Change(ImmutableArray<SeriesKey>? added = null, ImmutableArray<SeriesKey>? removed = null) =>
        Assert.IsType<AddedSeriesChanged>(Writer.Change(new ChangeAddedSeries(WriteId.New(), added ?? [], removed ?? [], TimeSpan.MaxValue)).Reply);

    private ImmutableArray<AddedSeries> Read(Exchange? exchange = null) =>
        ((AddedSeriesRead)Reader.Answer(new ReadAddedSeries(exchange, TimeSpan.MaxValue), Deadline.Never)).Series;
}
