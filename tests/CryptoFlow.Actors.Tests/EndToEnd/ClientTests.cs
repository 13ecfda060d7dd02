using CryptoFlow.Exchanges;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Instrument = CryptoFlow.Market.Instrument;
using Interval = CryptoFlow.Market.Interval;

namespace CryptoFlow.EndToEnd;

/// <summary>
/// Runs the three clients over real sockets. The exchanges treat bounds, order and limits differently (docs/exchanges.md, Conformance);
/// all clients must return the same candles.
/// </summary>
public sealed class ClientTests : IAsyncLifetime
{
    private const long Now = SceneOptions.Now;
    private const long Listed = Now - (10 * 86_400_000L);

    private ExchangeSimulator _market = null!;

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    public async Task InitializeAsync()
    {
        var venue = new VenueOptions
        {
            Symbols =
            [
                "BTCUSDT",
                new SymbolOptions("NEWUSDT") { ListedAt = Listed },
                new SymbolOptions("SOONUSDT") { Status = InstrumentStatus.PreLaunch },
                new SymbolOptions("LASTUSDT") { Status = InstrumentStatus.Delivering },
            ],
        };
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions
        {
            StartMs = Now,
            Speed = 0,
            Binance = venue,
            Bybit = venue,
            Bitget = venue,
            Limits = new() { BinanceWeightPerMinute = 100 },
        });
    }

    public async Task DisposeAsync() => await _market.DisposeAsync();

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_whole_page_of_the_past_is_exactly_the_exchanges_candles_at_every_interval(Exchange exchange)
    {
        var client = Client(exchange);
        foreach (var interval in Interval.All)
        {
            var end = interval.Floor(Now - (40 * 86_400_000L));
            var count = Math.Min(client.PageSize(interval), 200);
            var range = new TimeRange(end - (count * interval.Milliseconds), end);

            var page = await CandlesAsync(client, Series(exchange, interval), range);

            Assert.Equal(count, page.Candles.Length);
            Assert.Equal(ExchangeTruth.Candles(_market, Series(exchange, interval), range), page.Candles);
            Assert.Equal(range, page.Asked);
            Assert.Empty(page.Rejected);
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_range_of_one_candle_brings_that_candle(Exchange exchange)
    {
        var open = Interval.M15.Floor(Now - 86_400_000);
        var page = await CandlesAsync(Client(exchange), Series(exchange), new TimeRange(open, open + Interval.M15.Milliseconds));
        Assert.Equal(open, Assert.Single(page.Candles).OpenTime);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_window_that_reaches_into_the_future_brings_the_closed_candles_and_speaks_for_no_more(Exchange exchange)
    {
        var forming = Interval.M15.Floor(Now);
        var window = new TimeRange(forming - (3 * Interval.M15.Milliseconds), forming + (3 * Interval.M15.Milliseconds));

        var page = await CandlesAsync(Client(exchange), Series(exchange), window);

        Assert.Equal(window with { To = forming }, page.Asked);
        Assert.Equal(ExchangeTruth.Candles(_market, Series(exchange), window), page.Candles);
        Assert.Equal(3, page.Candles.Length);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_candle_is_closed_two_seconds_after_its_end_and_not_before(Exchange exchange)
    {
        var client = Client(exchange);
        var end = Interval.M15.Ceiling(Now);
        _market.Clock.Set(end + 1_000);
        Assert.Equal(end - (2 * Interval.M15.Milliseconds), await NewestAsync());

        _market.Clock.Set(end + 2_000);
        Assert.Equal(end - Interval.M15.Milliseconds, await NewestAsync());

        async Task<long> NewestAsync() => Successful(await client.GetNewestCandlesAsync(Series(exchange), 3, default)).Candles[^1].OpenTime;
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_newest_candles_are_closed_and_as_many_as_asked_for(Exchange exchange)
    {
        var client = Client(exchange);
        foreach (var limit in new[] { 1, 5, 999 })
        {
            var end = Interval.M15.Floor(Now);
            var range = new TimeRange(end - (limit * Interval.M15.Milliseconds), end);

            var page = Successful(await client.GetNewestCandlesAsync(Series(exchange), limit, default));

            Assert.Equal(range, page.Asked);
            Assert.Equal(ExchangeTruth.Candles(_market, Series(exchange), range), page.Candles);
        }
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_most_that_can_be_asked_for_brings_a_thousand_rows_less_the_forming_one(Exchange exchange)
    {
        var page = Successful(await Client(exchange).GetNewestCandlesAsync(Series(exchange), 1000, default));
        Assert.InRange(page.Candles.Length, 999, 1000);
        Assert.Equal(ExchangeTruth.Candles(_market, Series(exchange), page.Asked), page.Candles);
    }

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    public async Task The_first_candle_of_a_young_market_is_found_with_one_request_of_its_interval(Exchange exchange)
    {
        var young = new SeriesKey(new Instrument(exchange, "NEWUSDT"), Interval.M15);
        var first = Successful(await Client(exchange).FindFirstCandleAsync(young, Interval.M15.Floor(Now - (730 * 86_400_000L)), default));
        Assert.InRange(first.OpenTime!.Value, Interval.M15.Floor(Listed), Interval.M15.Ceiling(Listed));
        Assert.Equal(1, _market.Requests(ExchangeTruth.VenueOf(exchange)).Where(r => !r.Key.EndsWith("/time", StringComparison.Ordinal)).Sum(r => r.Value.Requests));
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task Before_a_market_begins_pages_are_empty_and_speak_for_their_range(Exchange exchange)
    {
        var range = new TimeRange(Interval.M15.Floor(Listed) - (20 * Interval.M15.Milliseconds), Interval.M15.Floor(Listed) - (10 * Interval.M15.Milliseconds));
        var page = await CandlesAsync(Client(exchange), new SeriesKey(new Instrument(exchange, "NEWUSDT"), Interval.M15), range);
        Assert.Empty(page.Candles);
        Assert.Equal(range, page.Asked);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task The_catalogue_tells_what_trades_from_what_does_not(Exchange exchange)
    {
        var catalogue = Successful(await Client(exchange).GetInstrumentsAsync(default));
        Assert.Equal(["BTCUSDT", "NEWUSDT"], catalogue.Trading.Order());
        Assert.DoesNotContain("SOONUSDT", catalogue.Trading);
        Assert.All(catalogue.NotTrading, symbol => Assert.Contains(symbol.Key, (string[])["SOONUSDT", "LASTUSDT"]));
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_symbol_that_the_exchange_does_not_know_is_an_error_of_that_kind(Exchange exchange)
    {
        var range = new TimeRange(0, Interval.M15.Milliseconds);
        var result = await Client(exchange).GetCandlesAsync(
            new SeriesKey(new Instrument(exchange, "NOPEUSDT"), Interval.M15), range, RequestPriority.Backfill, default);
        Assert.Equal((ExchangeErrorKind.UnknownSymbol, RetryAdvice.Never), (result.Error!.Kind, result.Error.Retry));
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_block_of_where_we_call_from_is_forbidden_whatever_code_comes_with_it(Exchange exchange)
    {
        foreach (var kind in new[] { FaultKind.Restricted, FaultKind.CountryBlocked })
        {
            _market.Faults.Add(new Fault { Kind = kind, Venue = ExchangeTruth.VenueOf(exchange) });
            var result = await Client(exchange).GetTimeAsync(default);
            Assert.Equal((kind, ExchangeErrorKind.Forbidden, RetryAdvice.Never), (kind, result.Error!.Kind, result.Error.Retry));
        }
    }

    /// <summary>The test sends more requests than the exchange allows in a window. The client waits, so the exchange refuses none.</summary>
    [Theory]
    [InlineData(Exchange.Binance, 60)]
    [InlineData(Exchange.Bybit, 620)]
    [InlineData(Exchange.Bitget, 60)]
    public async Task A_burst_at_full_speed_is_never_refused(Exchange exchange, int requests)
    {
        var client = Client(exchange);
        Successful(await client.GetInstrumentsAsync(default)); // The answer contains Binance's limits.
        using var enough = new CancellationTokenSource();
        var end = Interval.M15.Floor(Now);
        var range = new TimeRange(end - (500 * Interval.M15.Milliseconds), end);
        var asked = exchange == Exchange.Binance ? range : range with { From = end - Interval.M15.Milliseconds };
        var burst = Enumerable.Range(0, requests)
            .Select(_ => client.GetCandlesAsync(Series(exchange), asked, RequestPriority.Backfill, enough.Token))
            .ToList();

        // Binance's window of a minute is too long for a test. So the client must use the whole limit, and all other requests must wait.
        await Testing.Poll.UntilAsync(
            () => (Done: burst.Count(b => b.IsCompleted), client.Budget.Snapshot().UnderWay),
            seen => seen.Done == requests || (exchange == Exchange.Binance && seen is { Done: >= 19, UnderWay: 0 }));
        await enough.CancelAsync();
        await Task.WhenAll(burst).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.All(burst.Where(b => !b.IsCanceled), b => Assert.True(b.Result.IsSuccess, b.Result.Error?.Message));
        Assert.All(_market.Requests(ExchangeTruth.VenueOf(exchange)).Values, counts => Assert.Equal(0, counts.Refused));
    }

    private IExchangeClient Client(Exchange exchange) => ExchangeClients.Create(
        exchange, _market.BaseAddress(ExchangeTruth.VenueOf(exchange)), TimeProvider.System, NullLoggerFactory.Instance);

    private static SeriesKey Series(Exchange exchange, Interval? interval = null) =>
        new(new Instrument(exchange, "BTCUSDT"), interval ?? Interval.M15);

    private static async Task<CryptoFlow.Exchanges.CandlePage> CandlesAsync(IExchangeClient client, SeriesKey series, TimeRange range) =>
        Successful(await client.GetCandlesAsync(series, range, RequestPriority.Backfill, default));

    private static T Successful<T>(ExchangeResult<T> result)
        where T : class
    {
        Assert.True(result.IsSuccess, result.Error?.Message);
        return result.Value;
    }
}
