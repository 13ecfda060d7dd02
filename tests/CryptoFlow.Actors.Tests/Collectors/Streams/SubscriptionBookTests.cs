using System.Collections.Immutable;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>Each subscription request is answered or repeated, and one bad series does not cost the others.</summary>
public class SubscriptionBookTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static ImmutableArray<SeriesKey> Series(Exchange exchange, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SeriesKey(new Instrument(exchange, $"COIN{i}USDT"), Interval.M1))];

    [Fact]
    public void Series_are_asked_for_in_requests_of_the_exchanges_size()
    {
        var book = new SubscriptionBook(new BybitStream());
        book.Add(Series(Exchange.Bybit, 23));
        var sizes = new List<int>();
        while (book.TakeNext(default) is { } request)
            sizes.Add(request.Series.Length);
        Assert.Equal([10, 10, 3], sizes);
    }

    [Fact]
    public void A_refused_request_is_sent_again_series_by_series()
    {
        var book = new SubscriptionBook(new BybitStream());
        book.Add(Series(Exchange.Bybit, 3));
        book.TakeNext(default);

        Assert.Empty(book.OnRefused(new StreamMessage.Refused(null, null, "Invalid topic")));
        var alone = new List<StreamRequest>();
        while (book.TakeNext(default) is { } request)
            alone.Add(request);
        Assert.Equal(["COIN0USDT", "COIN1USDT", "COIN2USDT"], alone.Select(r => Assert.Single(r.Series).Symbol));
        Assert.Equal("COIN1USDT", Assert.Single(book.OnRefused(new StreamMessage.Refused(alone[1].Id, null, "Invalid topic"))).Symbol);
    }

    [Fact]
    public void A_request_without_an_answer_is_sent_once_more_and_then_the_connection_is_given_up()
    {
        var book = new SubscriptionBook(new BybitStream());
        book.Add(Series(Exchange.Bybit, 1));
        var first = book.TakeNext(TimeSpan.Zero);
        Assert.True(book.RepeatUnanswered(Patience - TimeSpan.FromMilliseconds(1), Patience));
        Assert.Null(book.TakeNext(Patience));
        Assert.True(book.RepeatUnanswered(Patience, Patience));
        Assert.Same(first, book.TakeNext(Patience));
        Assert.False(book.RepeatUnanswered(2 * Patience, Patience));
    }

    [Fact]
    public void An_exchange_that_answers_for_each_series_has_answered_with_the_last()
    {
        var (book, series) = (new SubscriptionBook(new BitgetStream()), Series(Exchange.Bitget, 3));
        book.Add(series);
        book.TakeNext(default);
        book.OnAccepted(new StreamMessage.Accepted(null, series[1]));
        Assert.Equal(series[0], Assert.Single(book.OnRefused(new StreamMessage.Refused(null, series[0], "doesn't exist"))));
        Assert.True(book.RepeatUnanswered(Patience, Patience));
        Assert.NotNull(book.TakeNext(Patience));
        book.OnAccepted(new StreamMessage.Accepted(null, series[2]));
        Assert.True(book.RepeatUnanswered(3 * Patience, Patience));
        Assert.Null(book.TakeNext(3 * Patience));
    }
}
