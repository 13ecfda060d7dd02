using CryptoFlow.Cluster.Forming;
using CryptoFlow.Collectors.Streams;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Cluster.Forming.FormingProtocol;
using static CryptoFlow.Cluster.Tests.Forming.FormingScene;

namespace CryptoFlow.Cluster.Tests.Forming;

/// <summary>What a node that serves HTTP shows of the candles of other nodes, and when it shows them no more.</summary>
public sealed class ClusterFormingTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly FormingBoard _own = new();
    private readonly ClusterForming _forming;

    public ClusterFormingTests() => _forming = new ClusterForming(_own, _time);

    private double? Close(SeriesKey series) => _forming.Find(series)?.Candle.Close;

    private void Take(string node, FormingCandle? btc, bool isComplete = false, SeriesKey? gone = null) => _forming.Take(
        node, new FormingShown(Exchange.Binance, isComplete, btc is null ? [] : [new ShownCandle(Btc, btc)], gone is null ? [] : [gone]));

    [Fact]
    public void The_candle_of_another_node_is_shown_until_that_node_gives_no_sign_of_life()
    {
        Take("a", Priced(2));
        _time.Advance(SilentAfter - Moment);
        Assert.Equal((2, 2), (Close(Btc), Assert.Single(_forming.All).Value.Candle.Close));

        Take("a", null);
        _time.Advance(SilentAfter - Moment);
        Assert.Equal(2, Close(Btc));
        _time.Advance(Moment);
        Assert.Null(Close(Btc));
        Assert.Empty(_forming.All);
    }

    [Fact]
    public void A_candle_is_dropped_when_it_or_a_later_one_is_committed_and_a_late_message_does_not_bring_it_back()
    {
        Take("a", Priced(2));
        _forming.Close(Btc, Open - 60_000);
        Assert.Equal(2, Close(Btc));
        _forming.Close(Btc, Open);
        Assert.Null(Close(Btc));
        Take("a", Priced(3), isComplete: true);
        Assert.Null(Close(Btc));
        Assert.Empty(_forming.All);

        Take("a", Priced(4, Open + 60_000));
        Assert.Equal(4, Close(Btc));
        _forming.Close(Btc, Open - 60_000); // A revision.
        Assert.Equal(4, Close(Btc));
        _forming.Close(Btc, Open + 600_000);
        Assert.Null(Close(Btc));
    }

    [Fact]
    public void What_a_node_does_not_show_any_more_is_dropped_also_if_the_message_about_it_was_lost()
    {
        Take("a", Priced(2));
        Take("a", null, gone: Btc);
        Assert.Null(Close(Btc));
        Take("a", Priced(3));
        Take("a", null, isComplete: true);
        Assert.Null(Close(Btc));
    }

    [Fact]
    public void While_an_exchange_moves_the_newer_values_count_and_the_old_node_takes_only_its_own_back()
    {
        Take("a", Priced(2));
        Take("b", Priced(3));
        Take("a", Priced(2));
        Assert.Equal(3, Close(Btc));
        Take("a", null, isComplete: true);
        Assert.Equal(3, Close(Btc));
        _own.Show(Btc, Priced(4));
        Assert.Equal((4, 4), (Close(Btc), Assert.Single(_forming.All).Value.Candle.Close));
        _own.Clear(Btc);
        Assert.Equal(3, Close(Btc));
    }

    [Fact]
    public void A_series_is_wanted_for_ten_seconds_after_somebody_has_asked_for_it_and_only_if_another_node_has_it()
    {
        var told = 0;
        _forming.NewlyWanted += () => told++;
        Close(Btc);
        _own.Show(Eth, Priced(2));
        Close(Eth);
        Assert.Empty(_forming.Wanted());

        Take("a", Priced(2));
        Close(Btc);
        Close(Btc);
        Assert.Equal((1, Btc), (told, Assert.Single(_forming.Wanted())));
        _time.Advance(WantedFor - Moment);
        Close(Btc);
        _time.Advance(WantedFor - Moment);
        Assert.Single(_forming.Wanted());
        _time.Advance(Moment);
        Assert.Empty(_forming.Wanted());
        Close(Btc);
        Assert.Equal(2, told);
    }

    [Fact]
    public void A_wish_that_comes_while_old_wishes_are_removed_is_kept()
    {
        var (clock, forming) = WithAWishThatIsOver();
        clock.AtNextReading = () => forming.Find(Btc);
        Assert.Equal(Btc, Assert.Single(forming.Wanted()));
    }

    [Fact]
    public void A_wish_that_is_removed_while_it_is_renewed_is_told_again()
    {
        var (clock, forming) = WithAWishThatIsOver();
        var told = 0;
        forming.NewlyWanted += () => told++;
        clock.AtNextDuration = () => forming.Wanted();
        forming.Find(Btc);
        Assert.Equal((1, Btc), (told, Assert.Single(forming.Wanted())));
    }

    private (InterruptedTime Clock, ClusterForming Forming) WithAWishThatIsOver()
    {
        var clock = new InterruptedTime(_time);
        var forming = new ClusterForming(_own, clock);
        forming.Take("a", new FormingShown(Exchange.Binance, IsComplete: false, [new ShownCandle(Btc, Priced(2))], []));
        forming.Find(Btc);
        _time.Advance(WantedFor);
        return (clock, forming);
    }

    /// <summary>A clock that runs another caller's call once, in the middle of the caller's own.</summary>
    private sealed class InterruptedTime(TimeProvider inner) : TimeProvider
    {
        public Action? AtNextReading { get; set; }

        public Action? AtNextDuration { get; set; }

        public override long TimestampFrequency
        {
            get
            {
                var act = AtNextDuration;
                AtNextDuration = null;
                act?.Invoke();
                return inner.TimestampFrequency;
            }
        }

        public override long GetTimestamp()
        {
            var act = AtNextReading;
            AtNextReading = null;
            act?.Invoke();
            return inner.GetTimestamp();
        }
    }
}
