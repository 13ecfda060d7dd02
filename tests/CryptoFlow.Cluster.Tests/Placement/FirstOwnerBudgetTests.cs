using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Market;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Cluster.Placement;

public sealed class FirstOwnerBudgetTests : TestKit
{
    private static readonly SeriesStats Bybit = new(new SeriesKey(new Instrument(Exchange.Bybit, "BTCUSDT"), Interval.M15), 10, 0, 1, 1);

    [Theory]
    [InlineData(Exchange.Binance, true)]
    [InlineData(Exchange.Bybit, false)]
    public async Task Only_an_exchange_without_a_stored_candle_has_its_first_owner(Exchange exchange, bool isFirst)
    {
        var readers = CreateTestProbe();
        var taking = new FirstOwnerBudget(_ => Task.FromResult<IActorRef>(readers), TimeProvider.System).TakeAsync(exchange, CancellationToken.None);
        await readers.ExpectMsgAsync<ReaderProtocol.ListSeries>();
        readers.Reply(new ReaderProtocol.SeriesListed([Bybit]));

        Assert.Equal(isFirst ? BudgetHandOver.First : BudgetHandOver.Unknown, await taking);
    }

    [Fact]
    public async Task Without_an_answer_of_the_readers_nobody_knows_the_budget()
    {
        using var end = new CancellationTokenSource();
        var taking = new FirstOwnerBudget(_ => Task.FromResult<IActorRef>(CreateTestProbe()), TimeProvider.System).TakeAsync(Exchange.Binance, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }
}
