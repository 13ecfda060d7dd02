using System.Collections.Concurrent;
using Akka.Actor;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>Caches rely on this order: before a sender gets its acknowledgement, every cache knows of the change.</summary>
public sealed class SeriesChangesTests : StorageTest
{
    private readonly Listener _listener = new();
    private readonly IActorRef _writer;

    public SeriesChangesTests()
    {
        Shared.Changes.Add(_listener);
        _writer = StartWriter();
        Assert.True(SettledOpen(_writer));
        Assert.Equal(["elsewhere"], _listener.Take());
    }

    [Fact]
    public void The_caches_are_told_of_a_change_and_its_range_before_the_reply()
    {
        var written = AskFor<CandlesWritten>(_writer, Write(Btc15, Page(Btc15, 3, 4)));
        Assert.Equal([$"{Btc15} {TestCandles.Time(Btc15, 3)} {TestCandles.Time(Btc15, 6)} {written.SeriesVersion}"], _listener.Take());
    }

    /// <summary>A page that begins with the oldest candle that is left says whether older candles are stored.</summary>
    [Fact]
    public void A_deletion_is_told_up_to_the_candle_that_is_the_oldest_now_and_the_end_of_a_series_as_a_change_of_everything()
    {
        AskFor<CandlesWritten>(_writer, Write(Btc15, Page(Btc15, 0, 8)));
        _listener.Take();

        Delete(5, 6);
        Assert.Equal([$"{Btc15} {TestCandles.Time(Btc15, 5)} {TestCandles.Time(Btc15, 7) - 1} 3"], _listener.Take());
        Delete(0, 1, 2);
        Assert.Equal([$"{Btc15} {TestCandles.Time(Btc15, 0)} {TestCandles.Time(Btc15, 3)} 6"], _listener.Take());
        Delete(3, 4, 7);
        Assert.Equal("elsewhere", _listener.Take()[0]);

        void Delete(params int[] indexes) => AskFor<CandlesDeleted>(
            _writer, new DeleteCandles(WriteId.New(), RunId.New(), Btc15, [.. indexes.Select(i => TestCandles.Time(Btc15, i))], TimeSpan.MaxValue));
    }

    [Fact]
    public void A_page_that_changes_nothing_or_is_refused_is_not_told()
    {
        AskFor<CandlesWritten>(_writer, Write(Btc15, Page(Btc15, 3, 4)));
        _listener.Take();
        AskFor<CandlesWritten>(_writer, Write(Btc15, Page(Btc15, 3, 4)));
        AskFor<WriteRefused>(_writer, Write(Btc15, [At(1)]));
        Assert.Empty(_listener.Take());
    }

    [Fact]
    public void Another_programs_commit_is_told_with_the_next_transaction()
    {
        AskFor<CandlesWritten>(_writer, Write(Btc15, Page(Btc15, 0, 4)));
        _listener.Take();
        using (var foreign = Database.Foreign())
            foreign.Execute("UPDATE candles_15 SET close = 100.25");

        AskFor<CandlesWritten>(_writer, Write(Btc60, Page(Btc60, 0, 1)));

        Assert.Equal("elsewhere", _listener.Take()[0]);
        AskFor<CandlesWritten>(_writer, Write(Btc60, Page(Btc60, 1, 1)));
        Assert.Single(_listener.Take());
    }

    [Fact]
    public void Another_programs_commit_is_told_when_the_monitor_saw_the_file_change()
    {
        using (var foreign = Database.Foreign())
            foreign.Execute("CREATE TABLE theirs (x)");
        _writer.Tell(LookForOthers.Instance);
        SettledOpen(_writer);
        Assert.Equal(["elsewhere"], _listener.Take());

        _writer.Tell(LookForOthers.Instance);
        SettledOpen(_writer);
        Assert.Empty(_listener.Take());
    }

    private sealed class Listener : ISeriesChangeListener
    {
        private readonly ConcurrentQueue<string> _told = new();

        public void Changed(SeriesKey series, long from, long to, long version) => _told.Enqueue($"{series} {from} {to} {version}");

        public void ChangedElsewhere() => _told.Enqueue("elsewhere");

        /// <summary>The changes that were reported since the last call.</summary>
        public List<string> Take()
        {
            var told = new List<string>();
            while (_told.TryDequeue(out var what))
                told.Add(what);
            return told;
        }
    }
}
