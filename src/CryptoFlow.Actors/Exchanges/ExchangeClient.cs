using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges;

/// <summary>
/// What the three clients have in common: a request becomes rows, rows become a page. An exchange adds its paths and
/// parameters, its row layout, its errors and its limits, each in a file of its own.
/// <para>
/// All of them ask for windows that are aligned and no longer than a page, and filter, order and cut the answer here: that avoids
/// nearly every rule in which the exchanges differ (EXCHANGES 0, universal safe recipe).
/// </para>
/// </summary>
public abstract class ExchangeClient : IExchangeClient
{
    /// <summary>The most candles that <see cref="GetNewestCandlesAsync"/> brings.</summary>
    public const int MaxNewest = 1000;

    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;

    private protected ExchangeClient(
        ClientSetup setup,
        ExchangeErrors errors,
        Action<HttpAnswer, RequestPermit, RequestBudget> observeLimits)
    {
        Exchange = errors.Exchange;
        Budget = setup.Budget;
        _time = setup.Time;
        _grace = setup.CloseGrace;
        var http = new ExchangeHttp(setup.Http, setup.Time, setup.RequestTimeout);
        Session = new ExchangeSession(setup.BaseUrl, http, setup.Budget, errors, observeLimits, setup.Log);
    }

    public Exchange Exchange { get; }

    public RequestBudget Budget { get; }

    private protected ExchangeSession Session { get; }

    public abstract int PageSize(Interval interval);

    public abstract int Cost(Interval interval, int candles);

    public async Task<ExchangeResult<CandlePage>> GetCandlesAsync(
        SeriesKey series, TimeRange range, RequestPriority priority, CancellationToken cancellation)
    {
        var interval = series.Interval;
        var count = range.Count(interval);
        if (!interval.IsAligned(range.From) || !interval.IsAligned(range.To) || count < 1 || count > PageSize(interval))
            throw new ArgumentException($"{range} is no aligned range of 1 to {PageSize(interval)} candles of {interval}.", nameof(range));

        var answer = await AskForRowsAsync(RequestFor(series, range, (int)count, priority), interval, cancellation);
        return answer.IsSuccess
            ? CandlePages.OfRange(answer.Value.Rows, interval, range, answer.Value.ExchangeTime, _grace)
            : answer.Error;
    }

    public async Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxNewest);

        // One more than asked for, where the exchange allows it: the newest row is the candle that is still forming.
        var request = RequestForNewest(series, Math.Min(limit + 1, MaxNewest));
        var answer = await AskForRowsAsync(request, series.Interval, cancellation);
        return answer.IsSuccess
            ? CandlePages.OfNewest(answer.Value.Rows, series.Interval, limit, answer.Value.ExchangeTime, _grace)
            : answer.Error;
    }

    public async Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation)
    {
        if (RequestForFirst(series, from) is not { } request)
            return new FirstCandle(null);
        var answer = await AskForRowsAsync(request, series.Interval, cancellation);
        if (!answer.IsSuccess)
            return answer.Error;

        // A row that cannot be read is a candle, too. Without its open time nothing is known.
        var rows = answer.Value.Rows;
        var times = rows.Candles.Select(c => (long?)c.OpenTime).Concat(rows.Rejected.Select(r => r.OpenTime)).ToList();
        var first = times.Contains(null) ? null : times.Min();
        return new FirstCandle(first >= from ? first : null);
    }

    public abstract Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation);

    public abstract Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation);

    /// <summary>The request for all candles of an aligned range that holds <paramref name="count"/> of them.</summary>
    private protected abstract ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority);

    /// <summary>The request for the newest candles, the forming one included where the exchange shows it.</summary>
    private protected abstract ExchangeRequest RequestForNewest(SeriesKey series, int count);

    /// <summary>The request for the first candle at or after a time, or null where the exchange has no such request.</summary>
    private protected abstract ExchangeRequest? RequestForFirst(SeriesKey series, long from);

    /// <summary>Reads the rows of a successful answer.</summary>
    private protected abstract CandleRows ReadRows(ReadOnlyMemory<byte> payload, Interval interval);

    /// <summary>Rows as the exchange gave them, with the time on its clock at which they were (or shortly before).</summary>
    private protected async Task<ExchangeResult<TimedRows>> AskForRowsAsync(
        ExchangeRequest request, Interval interval, CancellationToken cancellation)
    {
        var sent = _time.GetTimestamp();
        var answer = await Session.AskAsync(request, a => new TimedRows(ReadRows(a.Payload, interval), a.Time), cancellation);
        if (!answer.IsSuccess || answer.Value.ExchangeTime > 0)
            return answer;

        // Asked afterwards, less all that has passed since the rows were asked for: never later than their true time.
        var clock = await GetTimeAsync(cancellation);
        if (!clock.IsSuccess)
            return clock.Error;
        return answer.Value with { ExchangeTime = clock.Value.Milliseconds - (long)_time.GetElapsedTime(sent).TotalMilliseconds };
    }

    /// <param name="Rows">Rows in the order of the answer, closed or not.</param>
    /// <param name="ExchangeTime">The exchange's clock, ms UTC.</param>
    private protected sealed record TimedRows(CandleRows Rows, long ExchangeTime);
}
