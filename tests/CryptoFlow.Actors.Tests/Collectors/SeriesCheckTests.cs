using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Collectors;

/// <summary>The check of a series that a user wants to add.</summary>
public sealed class SeriesCheckTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly SeriesKey Xrp = new(new Instrument(Exchange.Bybit, "XRPUSDT"), Interval.M15);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 10, 12, 5, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_plan_does_not_wait_for_the_first_candle_while_a_backfill_uses_the_whole_limit()
    {
        var client = new Busy(_time);
        var check = new SeriesCheck(new CollectorContext(
            new ExchangePlan(Exchange.Bybit, new Uri("http://127.0.0.1:1"), HistoryDays: 30, ["BTCUSDT"], [Interval.M15]),
            client,
            ActorRefs.Nobody,
            Sys.ActorOf(Props.Create(() => new AllMissing())),
            new CollectorOptions(),
            Periodic: false,
            _time,
            Seed: 1,
            NullLogger.Instance)).RunAsync(new CheckSeries(default, Exchange.Bybit, [Xrp], TimeSpan.FromSeconds(20)), CancellationToken.None);

        await client.Waits;
        _time.Advance(SeriesCheck.FirstCandlesWithin);

        Assert.InRange(Assert.IsType<SeriesChecked>(await check).Plan.Candles, (30 * 96) - 3, 30 * 96);
    }

    /// <summary>Readers of a file without candles.</summary>
    private sealed class AllMissing : ReceiveActor
    {
        public AllMissing() => Receive<FindMissing>(find => Sender.Tell(new MissingFound(find.Series, find.Range, [find.Range], null)));
    }

    /// <summary>An exchange whose limit for backfills is used up for a long time.</summary>
    private sealed class Busy(TimeProvider time) : IExchangeClient
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the request for the first candle waits for its turn.</summary>
        public Task Waits => _waits.Task;

        public Exchange Exchange => Exchange.Bybit;

        public RequestBudget Budget { get; } = ExchangeClients.CreateBudget(Exchange.Bybit, time);

        public int PageSize(Interval interval) => 1000;

        public int Cost(Interval interval, int candles) => 1;

        public Task<ExchangeResult<CandlePage>> GetCandlesAsync(SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation) =>
            Task.FromResult<ExchangeResult<CandlePage>>(new CandlePage([], default, time.GetUtcNow().ToUnixTimeMilliseconds(), []));

        public int MarkPricesPerPage => 1000;

        public Task<ExchangeResult<MarkPricePage>> GetMarkPricesAsync(Instrument contract, TimeRange hours, RequestPriority priority, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ExchangeResult<FundingPage>> GetFundingAsync(Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public async Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation)
        {
            _waits.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            throw new NotSupportedException();
        }

        public Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation) =>
            Task.FromResult<ExchangeResult<InstrumentCatalogue>>(new InstrumentCatalogue(["XRPUSDT"], ImmutableDictionary<string, string>.Empty));

        public Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
