using Akka.Actor;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

public sealed class UserRequestTests
{
    private static readonly RunId Run = RunId.New();
    private static readonly RequestId Id = RequestId.New();

    [Fact]
    public void A_run_begins_if_every_collector_has_started_it()
    {
        var request = Request(UserRequestKind.Start, Started(Exchange.Bybit), Started(Exchange.Binance));

        Assert.Equal(Exchange.Binance, Assert.IsType<BackfillAccepted>(request.Answer()).Exchanges[0]);
        Assert.Equal((true, false), (request.IsComplete, request.LeavesARun));
    }

    [Fact]
    public void An_exchange_that_does_not_trade_the_symbol_takes_no_part()
    {
        var request = Request(UserRequestKind.Start, Started(Exchange.Bybit), Refused(Exchange.Binance, BackfillRefusal.NotTraded));

        Assert.Equal([Exchange.Bybit], Assert.IsType<BackfillAccepted>(request.Answer()).Exchanges.ToArray());
        Assert.False(request.LeavesARun);
    }

    [Fact]
    public void If_no_exchange_trades_the_symbol_the_answer_has_the_words_of_each()
    {
        var request = Request(UserRequestKind.Start, Refused(Exchange.Bybit, BackfillRefusal.NotTraded), Refused(Exchange.Binance, BackfillRefusal.NotTraded));

        Assert.Equal(new BackfillRefused(Run, BackfillRefusal.NotTraded, "Binance refused. Bybit refused."), request.Answer());
        Assert.False(request.LeavesARun);
    }

    [Fact]
    public void A_run_that_one_collector_refused_is_cancelled_at_the_others()
    {
        var request = Request(UserRequestKind.Start, Started(Exchange.Bybit), Refused(Exchange.Binance, BackfillRefusal.AlreadyRunning));

        Assert.Equal(BackfillRefusal.AlreadyRunning, Assert.IsType<BackfillRefused>(request.Answer()).Reason);
        Assert.True(request.LeavesARun);
    }

    [Fact]
    public void A_run_that_one_collector_did_not_answer_is_cancelled_at_the_others()
    {
        var request = Request(UserRequestKind.Start, Started(Exchange.Bybit));

        Assert.Equal(
            new BackfillRefused(Run, BackfillRefusal.NotAnswering, "The collector of Binance does not answer: it is starting, or its node cannot be reached. Try again."),
            request.Answer());
        Assert.Equal((false, true), (request.IsComplete, request.LeavesARun));
    }

    [Fact]
    public void A_run_is_cancelled_if_one_collector_had_it()
    {
        var request = Request(UserRequestKind.Cancel, new RunCancelled(Id, Exchange.Bybit), Refused(Exchange.Binance, BackfillRefusal.NotRunning));

        Assert.Equal(new BackfillCancelled(Run), request.Answer());
        Assert.False(request.LeavesARun);
    }

    [Fact]
    public void A_run_that_no_collector_has_cannot_be_cancelled()
    {
        var request = Request(UserRequestKind.Cancel, Refused(Exchange.Bybit, BackfillRefusal.NotRunning), Refused(Exchange.Binance, BackfillRefusal.NotRunning));

        Assert.Equal(BackfillRefusal.NotRunning, Assert.IsType<BackfillRefused>(request.Answer()).Reason);
    }

    private static UserRequest Request(UserRequestKind kind, params ExchangeReply[] replies)
    {
        var request = new UserRequest(Run, kind, ActorRefs.Nobody, [Exchange.Binance, Exchange.Bybit]);
        foreach (var reply in replies)
            request.Add(reply);
        return request;
    }

    private static RunStarted Started(Exchange exchange) => new(Id, exchange);

    private static RunRefused Refused(Exchange exchange, BackfillRefusal reason) => new(Id, exchange, reason, $"{exchange} refused.");
}
