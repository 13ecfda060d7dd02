using System.Collections.Immutable;
using System.Text;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Retries;

namespace CryptoFlow.Collectors.Streams;

/// <summary>Each subscription request is answered or repeated, and one bad series does not cost the others.</summary>
public class SubscriptionBookTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static ImmutableArray<SeriesKey> Series(Exchange exchange, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SeriesKey(new Instrument(exchange, $"COIN{i}USDT"), Interval.M1))];

    private static SubscriptionBook Book(StreamProtocol protocol) => new(protocol, new Backoff(TimeSpan.FromSeconds(100), TimeSpan.FromMinutes(10), 7));

    [Fact]
    public void Series_are_subscribed_in_requests_of_the_exchanges_size()
    {
        var book = Book(new BybitStream());
        book.Add(Series(Exchange.Bybit, 23));
        var sizes = new List<int>();
        while (book.TakeNext(default) is { } request)
            sizes.Add(request.Series.Length);
        Assert.Equal([10, 10, 3], sizes);
    }

    [Fact]
    public void A_refused_request_is_sent_again_series_by_series()
    {
        var book = Book(new BybitStream());
        book.Add(Series(Exchange.Bybit, 3));
        book.TakeNext(default);

        Assert.Empty(book.OnRefused(new StreamMessage.Refused(null, null, "Invalid topic"), default));
        var alone = new List<StreamRequest>();
        while (book.TakeNext(default) is { } request)
            alone.Add(request);
        Assert.Equal(["COIN0USDT", "COIN1USDT", "COIN2USDT"], alone.Select(r => Assert.Single(r.Series).Symbol));
        Assert.Equal("COIN1USDT", Assert.Single(book.OnRefused(new StreamMessage.Refused(alone[1].Id, null, "Invalid topic"), default)).Symbol);
    }

    [Fact]
    public void A_request_without_an_answer_is_sent_once_more_and_then_the_connection_is_given_up()
    {
        var book = Book(new BybitStream());
        book.Add(Series(Exchange.Bybit, 1));
        var first = book.TakeNext(TimeSpan.Zero);
        Assert.True(book.RepeatUnanswered(Patience - TimeSpan.FromMilliseconds(1), Patience));
        Assert.Null(book.TakeNext(Patience));
        Assert.True(book.RepeatUnanswered(Patience, Patience));
        Assert.Same(first, book.TakeNext(Patience));
        Assert.False(book.RepeatUnanswered(2 * Patience, Patience));
    }

    [Fact]
    public void A_request_is_answered_when_each_of_its_series_is()
    {
        var (book, series) = (Book(new BitgetStream()), Series(Exchange.Bitget, 3));
        book.Add(series);
        book.TakeNext(default);
        book.OnAccepted(new StreamMessage.Accepted(null, series[1]));
        Assert.Equal(series[0], Assert.Single(book.OnRefused(new StreamMessage.Refused(null, series[0], "doesn't exist"), default)));
        Assert.True(book.RepeatUnanswered(Patience, Patience));
        Assert.NotNull(book.TakeNext(Patience));
        book.OnAccepted(new StreamMessage.Accepted(null, series[2]));
        Assert.True(book.RepeatUnanswered(3 * Patience, Patience));
        Assert.Null(book.TakeNext(3 * Patience));
    }

    [Fact]
    public void Refused_series_are_subscribed_again_together_after_growing_pauses_until_they_are_accepted()
    {
        var (book, series) = (Book(new BitgetStream()), Series(Exchange.Bitget, 3));
        book.Add(series);
        var (now, pauses) = (TimeSpan.Zero, new List<TimeSpan>());
        Assert.Equal(3, book.TakeNext(now)!.Series.Length);
        book.OnAccepted(new StreamMessage.Accepted(null, series[0]));
        for (var round = 0; round < 5; round++)
        {
            foreach (var refused in series[1..])
                book.OnRefused(new StreamMessage.Refused(null, refused, "doesn't exist"), now);
            Assert.Equal(2, book.Refused);
            var since = now;
            StreamRequest? next = null;
            while ((next = book.TakeNext(now)) is null)
                now += TimeSpan.FromSeconds(1);
            Assert.Equal(series[1..].Order(BySymbol), next.Series.Order(BySymbol));
            pauses.Add(now - since);
        }

        Assert.InRange(pauses[0], TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(101));
        Assert.True(pauses[1] > pauses[0] && pauses[2] > pauses[1] && pauses[^1] <= TimeSpan.FromSeconds(601), string.Join(", ", pauses));
        Assert.Equal([series[1]], book.OnAccepted(new StreamMessage.Accepted(null, series[1])).AsEnumerable());
        book.OnDelivered(series[2]);
        Assert.Equal(0, book.Refused);
        Assert.Null(book.TakeNext(now + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void A_stream_that_the_connection_has_already_is_not_refused()
    {
        var (book, series) = (Book(new BybitStream()), Series(Exchange.Bybit, 2));
        book.Add(series);
        var request = book.TakeNext(default)!;
        Assert.Empty(book.OnRefused(AlreadySubscribed(request), default));
        StreamRequest[] alone = [book.TakeNext(default)!, book.TakeNext(default)!];
        Assert.Empty(book.OnRefused(AlreadySubscribed(alone[0]), default));
        Assert.Single(book.OnRefused(new StreamMessage.Refused(alone[1].Id, null, "error:handler not found,topic:kline.1.COIN1USDT"), default));

        static StreamMessage.Refused AlreadySubscribed(StreamRequest request) => Assert.IsType<StreamMessage.Refused>(new BybitStream().Read(
            Encoding.UTF8.GetBytes($$"""{"success":false,"ret_msg":"error:already subscribed,topic:kline.1.COIN0USDT","conn_id":"x","req_id":"{{request.Id}}","op":"subscribe"}"""),
            new BybitStream().TopicsOf(request.Series)));
    }

    private static readonly Comparer<SeriesKey> BySymbol = Comparer<SeriesKey>.Create((a, b) => string.CompareOrdinal(a.Symbol, b.Symbol));
}
