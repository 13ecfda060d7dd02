using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>How the sweep reads the recorded comparisons.</summary>
public sealed class SweepReadTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly SeriesKey[] Series =
        [.. Enumerable.Range(0, 23).Select(i => new SeriesKey(new Instrument(Exchange.Binance, $"C{i}USDT"), Interval.M15))];

    [Fact]
    public void The_comparisons_of_many_series_are_read_in_parts_that_fit_into_a_frame()
    {
        var (collector, readers) = (CreateTestProbe(), CreateTestProbe());
        var context = new CollectorContext(
            new ExchangePlan(Exchange.Binance, new Uri("http://127.0.0.1:1"), HistoryDays: 1, [], [Interval.M15]),
            new SparseMarket(TimeProvider.System),
            ActorRefs.Nobody,
            readers,
            new CollectorOptions(),
            Periodic: false,
            TimeProvider.System,
            Seed: 1,
            NullLogger.Instance);
        var sweep = Sys.ActorOf(SweepActor.Props(collector, context, new SweepRules(TimeSpan.FromDays(1))));

        sweep.Tell(new SweepProtocol.LookForDuePages([.. Series], TestCandles.Start));
        Assert.Equal(Series[..10], Answer());
        Assert.Equal(Series[10..20], Answer());
        Assert.Equal(Series[20..], Answer());

        var begun = collector.ExpectMsg<SweepProtocol.SweepBegun>();
        Assert.Equal(Series.ToHashSet(), begun.State.Series.Keys.ToHashSet());

        SeriesKey[] Answer()
        {
            var query = readers.ExpectMsg<ReadComparisons>();
            readers.Reply(new ComparisonsRead([.. query.Series.Select(s => new SeriesComparisons(s, TestCandles.Start - Interval.D1.Milliseconds, []))]));
            return [.. query.Series];
        }
    }
}
