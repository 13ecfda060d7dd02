using CryptoFlow.Cluster.Forming;
using CryptoFlow.Collectors.Streams;
using static CryptoFlow.Cluster.Forming.FormingProtocol;
using static CryptoFlow.Cluster.Tests.Forming.FormingScene;

namespace CryptoFlow.Cluster.Tests.Forming;

/// <summary>What a node tells the others of its forming candles, and what it leaves out.</summary>
public sealed class FormingChangesTests
{
    private readonly FormingBoard _board = new();
    private readonly FormingChanges _changes;

    public FormingChangesTests() => _changes = new FormingChanges(_board);

    private static IEnumerable<(SeriesKey, double)> Shown(IEnumerable<FormingShown> messages) =>
        messages.SelectMany(m => m.Candles).Select(c => (c.Series, c.Forming.Candle.Close));

    [Fact]
    public void Of_the_wanted_series_only_the_newest_values_are_told_and_only_if_they_have_changed()
    {
        _board.Show(Btc, Priced(2));
        _board.Show(Btc, Priced(3));
        _board.Show(Eth, Priced(4));

        Assert.Equal([(Btc, 3.0)], Shown(_changes.Of([Btc])));
        Assert.Empty(_changes.Of([Btc]));
        _board.Show(Btc, Priced(5));
        Assert.Equal([(Btc, 5.0)], Shown(_changes.Of([Btc])));
    }

    [Fact]
    public void A_candle_that_is_shown_no_more_is_told_once_as_gone()
    {
        _board.Show(Btc, Priced(2));
        _changes.Of([Btc]);
        _board.Clear(Btc);

        Assert.Equal([Btc], Assert.Single(_changes.Of([Btc])).Gone.AsEnumerable());
        Assert.Empty(_changes.Of([Btc]));
    }

    [Fact]
    public void A_message_about_all_series_names_the_changes_and_without_a_change_it_is_a_sign_of_life()
    {
        _board.Show(Btc, Priced(2));
        _board.Show(Far, Priced(2));
        _changes.OfAll();
        _board.Show(Far, Priced(3));

        var messages = _changes.OfAll();

        Assert.Equal([Exchange.Binance, Exchange.Bybit], messages.Select(m => m.Exchange));
        Assert.Equal([(Far, 3.0)], Shown(messages));
        Assert.All(messages, m => Assert.False(m.IsComplete));
    }

    [Fact]
    public void The_first_message_about_all_series_is_complete_and_then_each_fifth_and_the_one_after_a_node_has_come()
    {
        _board.Show(Btc, Priced(2));
        var complete = Enumerable.Range(0, 7).Select(i =>
        {
            if (i == 6)
                _changes.Renew();
            return Assert.Single(_changes.OfAll());
        }).ToList();

        Assert.Equal([true, false, false, false, false, true, true], complete.Select(m => m.IsComplete));
        Assert.All(complete, m => Assert.Equal(m.IsComplete ? 1 : 0, m.Candles.Length));
    }

    [Fact]
    public void An_exchange_that_has_moved_away_is_told_once_as_gone()
    {
        _board.Show(Btc, Priced(2));
        _changes.OfAll();
        _board.Clear(Btc);

        Assert.Equal([Btc], Assert.Single(_changes.OfAll()).Gone.AsEnumerable());
        Assert.Empty(_changes.OfAll());
    }
}
