using System.Collections.Concurrent;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Storage;

namespace CryptoFlow.Collectors;

/// <summary>An exchange in memory. It has candles from <see cref="Since"/> on, except for holes and for rows that cannot be parsed.</summary>
internal sealed class SparseMarket(TimeProvider time) : IExchangeClient
{
    public Exchange Exchange => Exchange.Binance;

    public RequestBudget Budget { get; } = ExchangeClients.CreateBudget(Exchange.Binance, time);

    /// <summary>Number of candles in a page.</summary>
    public int Page { get; init; } = 1_000;

    /// <summary>Open time of the first candle, ms UTC.</summary>
    public long Since { get; init; }

    /// <summary>Open times for which there is no candle.</summary>
    public Predicate<long> IsHole { get; set; } = _ => false;

    /// <summary>Open times of the rows that cannot be parsed.</summary>
    public Predicate<long> IsBroken { get; set; } = _ => false;

    /// <summary>True if the open time of such a row cannot be parsed, either.</summary>
    public bool BreaksOpenTimes { get; set; }

    /// <summary>The open time that the exchange reports for its first candle, right or wrong.</summary>
    public long? SaysFirst { get; set; }

    public ConcurrentQueue<(TimeRange Range, RequestPriority Priority)> Asked { get; } = new();

    public int FirstAsked { get; private set; }

    public int PageSize(Interval interval) => Page;

    public int Cost(Interval interval, int candles) => 1;

    public Task<ExchangeResult<CandlePage>> GetCandlesAsync(SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation)
    {
        Asked.Enqueue((range, priority));
        var times = Enumerable.Range(0, (int)range.Count(series.Interval)).Select(i => range.From + (i * series.Interval.Milliseconds))
            .Where(t => t >= Since && !IsHole(t)).ToList();
        return Task.FromResult<ExchangeResult<CandlePage>>(new CandlePage(
            [.. times.Where(t => !IsBroken(t)).Select(t => TestCandles.At(t))],
            range,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            [.. times.Where(t => IsBroken(t)).Select(t => new RejectedRow(BreaksOpenTimes ? null : t, "high below low"))]));
    }

    public int MarkPricesPerPage => throw new NotSupportedException();

    public Task<ExchangeResult<MarkPricePage>> GetMarkPricesAsync(Instrument contract, TimeRange hours, RequestPriority priority, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ExchangeResult<FundingPage>> GetFundingAsync(Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation)
    {
        FirstAsked++;
        return Task.FromResult<ExchangeResult<FirstCandle>>(new FirstCandle(SaysFirst));
    }

    public Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation) => throw new NotSupportedException();
}
