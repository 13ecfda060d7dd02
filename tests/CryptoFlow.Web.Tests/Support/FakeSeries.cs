using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Scripts of the actors behind <c>/api/series</c>: a list in memory, and candles that a deletion removes.</summary>
internal sealed class FakeSeries
{
    public List<SeriesKey> Added { get; } = [];

    public List<long> Candles { get; } = [];

    /// <summary>What the collector answers to a check; null for a plan.</summary>
    public BackfillRefused? Refusal { get; set; }

    public void Script(FakeSystem system)
    {
        system.Collectors = m => m switch
        {
            PlanSeries plan => Refusal is { } refused ? refused : new SeriesPlanned(plan.Exchange, new BackfillPlan(15, 68, 12_696, TimeSpan.FromSeconds(2))),
            FollowSeries follow => new SeriesFollowed(follow.Exchange),
            _ => null,
        };
        system.Readers = m => m switch
        {
            ReadAddedSeries => new AddedSeriesRead([.. Added.Select(s => new AddedSeries(s, 7))]),
            ListSeries list => new SeriesListed([new SeriesStats(new SeriesKey(list.Instrument!, Interval.M15), Candles.Count, 0, 0, 1)]),
            ReadCandles read => new CandlesRead(read.Series, true, [.. Candles.Take(read.Limit).Select(t => new Candle(t, 1, 1, 1, 1, 1, 0, 1, -1, 0))], false, 1),
            _ => null,
        };
        system.Writer = m =>
        {
            switch (m)
            {
                case ChangeAddedSeries change:
                    ImmutableArray<SeriesKey> added = [.. change.Added.Except(Added)], removed = [.. change.Removed.Where(Added.Contains)];
                    Added.AddRange(added);
                    Added.RemoveAll(removed.Contains);
                    return new AddedSeriesChanged(change.Id, added, removed);
                case DeleteCandles delete:
                    return new CandlesDeleted(delete.Id, delete.Run, delete.Series, Candles.RemoveAll(delete.OpenTimes.Contains));
                default:
                    return null;
            }
        };
    }
}
