using CryptoFlow.Collectors;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Whatever an exchange answers, at the end the file equals the exchange: no candle is lost, and none is invented.</summary>
public sealed class FaultyAnswerTests(SpoiltMarket spoilt) : IClassFixture<SpoiltMarket>
{
    private readonly CollectorScene _scene = spoilt.Scene;

    public static TheoryData<FaultKind, Exchange> KindsAndExchanges
    {
        get
        {
            var data = new TheoryData<FaultKind, Exchange>();
            foreach (var kind in SpoiltMarket.Kinds)
            {
                foreach (var exchange in ExchangeNames.All)
                    data.Add(kind, exchange);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(KindsAndExchanges))]
    public void A_series_whose_answers_were_spoilt_is_whole(FaultKind kind, Exchange exchange)
    {
        var symbol = SpoiltMarket.SymbolOf(kind);
        Assert.DoesNotContain(_scene.Market.Faults.Waiting, f => f.Symbol == symbol && f.Venue == ExchangeTruth.VenueOf(exchange));
        Assert.Empty(_scene.Differences(new SeriesKey(new Instrument(exchange, symbol), Interval.M15)));
    }

    [Fact]
    public async Task Nothing_is_given_up_and_nothing_that_the_exchange_has_counts_as_missing_there()
    {
        foreach (var run in await _scene.FilledAsync())
        {
            Assert.Equal(BackfillPhase.Completed, run.Phase);
            Assert.All(run.Series, s => Assert.Equal(0, s.RequestsFailed));
        }

        using var file = _scene.OpenFile();
        Assert.Equal(0, file.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict = 'confirmed_missing'"));
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Impossible_and_misaligned_rows_are_counted(Exchange exchange)
    {
        // Each of two answers has one row of each kind. The second impossible row may lie in a part of the answer that the client did not ask for.
        var collector = await _scene.Host.CollectorAsync(exchange, c => c.RejectedRows >= 3);
        Assert.InRange(collector.RejectedRows, 3, 4);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Failed_syncs_are_counted_and_the_exchange_is_not_said_to_refuse(Exchange exchange)
    {
        var collector = await _scene.Host.CollectorAsync(exchange, c => c.Phase == CollectorPhase.Collecting);

        // The very first request fails, and each kind of unusable answer fails at least one sync: 500, 502, no answer, a cut answer, three sorts of invalid JSON,
        // a duplicated row, another interval, and on Bybit another symbol.
        Assert.InRange(collector.Failures, 10, 25);
        Assert.Equal(0, collector.RefusedByExchange);
        Assert.Null(collector.PausedUntil);
    }

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];
}
