using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Messages;

namespace CryptoFlow.Exchanges;

/// <summary>
/// The common part of the three clients: a request becomes rows, rows become a page. Each exchange adds its paths and parameters, its row
/// layout, its errors and its limits, each in a file of its own.
/// <para>
/// All clients ask for aligned windows that are no longer than a page. This class filters, orders and cuts the answers. That avoids nearly every rule that differs
/// between the exchanges (docs/exchanges.md, Comparison, the safe recipe).
/// </para>
/// </summary>
public abstract partial class ExchangeClient : IExchangeClient
{
    /// <summary>The largest limit of <see cref="GetNewestCandlesAsync"/>.</summary>
    public const int MaxNewest = 1000;

    /// <summary>
    /// Rows of Bybit and Bitget do not say how long their candles are. Only the distances between the rows show the length. So a request for fewer candles than
    /// this number is extended into the past, which costs the same. Rows outside of the range are cut off.
    /// </summary>
    private const int FewestRowsWithoutLength = 48;

    /// <summary>The same minimum for a request for the newest candles.</summary>
    private const int FewestNewest = 4;

    /// <summary>
    /// The newest rows may be this far ahead of the exchange's clock, ms. The clock may be wrong, and rows that are not closed by that clock are not stored. An
    /// answer with newer rows is refused, because its rows and its time do not belong together.
    /// </summary>
    private const long ClockMayBeBehind = 24 * 3_600_000L;

    private readonly SemaphoreSlim _settling = new(1);
    private readonly ExchangeClock _clock;
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
        _clock = new ExchangeClock(setup.Time);
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
            throw new ArgumentException($"{range} is not an aligned range of 1 to {PageSize(interval)} candles of {interval}.", nameof(range));

        var asked = WithContext(range, interval);
        var rows = (int)asked.Count(interval);
        var answer = await AskForRowsAsync(RequestFor(series, asked, rows, priority), Question(series, rows, asked), cancellation);
        return answer.IsSuccess
            ? CandlePages.OfRange(answer.Value.Rows, interval, range, answer.Value.ExchangeTime, _grace)
            : answer.Error;
    }

    public async Task<ExchangeResult<CandlePage>> GetNewestCandlesAsync(SeriesKey series, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxNewest);

        // One more than asked for, if the exchange allows it, because the newest row is the forming candle.
        var rows = Math.Min(Math.Max(limit + 1, RowsTellLength ? 1 : FewestNewest), MaxNewest);
        var question = Question(series, rows, new TimeRange(long.MinValue, long.MaxValue));
        var answer = await AskForRowsAsync(RequestForNewest(series, rows), question, cancellation);
        if (!answer.IsSuccess)
            return answer.Error;

        var (found, exchangeTime) = answer.Value;
        if (found.Times.Readable > 0 && found.Times.Newest > exchangeTime + series.Interval.Milliseconds + ClockMayBeBehind)
        {
            return new ExchangeError(
                ExchangeErrorKind.BadAnswer,
                RetryAdvice.AfterBackoff,
                $"{Exchange}: asked for the newest candles of {series} at {exchangeTime}, but the rows reach to {found.Times.Newest}.");
        }

        return CandlePages.OfNewest(found, series.Interval, limit, exchangeTime, _grace);
    }

    public async Task<ExchangeResult<FirstCandle>> FindFirstCandleAsync(SeriesKey series, long from, CancellationToken cancellation)
    {
        if (RequestForFirst(series, from) is not { } request)
            return new FirstCandle(null);
        var answer = await AskForRowsAsync(request, Question(series, 1, new TimeRange(from, long.MaxValue)), cancellation);
        if (!answer.IsSuccess)
            return answer.Error;

        // A row that cannot be read still shows that there is a candle. If its open time cannot be read, nothing is known about the first candle.
        var rows = answer.Value.Rows;
        var known = rows.Times.Readable > 0 && rows.Rejected.All(r => r.OpenTime is not null) && rows.Times.Oldest >= from;
        return new FirstCandle(known ? rows.Times.Oldest : null);
    }

    public abstract Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation);

    public async Task<ExchangeResult<ExchangeTime>> GetTimeAsync(CancellationToken cancellation)
    {
        var answer = await AskForTimeAsync(cancellation);
        return answer.IsSuccess && !ExchangeClock.IsPossible(answer.Value.Milliseconds)
            ? new ExchangeError(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"{Exchange}: its clock gives {answer.Value.Milliseconds}, which cannot be the present time.")
            : answer;
    }

    /// <summary>The request for all candles of an aligned range. The range holds <paramref name="count"/> candles.</summary>
    private protected abstract ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority);

    /// <summary>The request for the newest candles; the forming candle is included if the exchange shows it.</summary>
    private protected abstract ExchangeRequest RequestForNewest(SeriesKey series, int count);

    /// <summary>Whether the exchange sends the newest row first.</summary>
    private protected virtual bool NewestFirst => false;

    /// <summary>Whether each row says how long its candle is.</summary>
    private protected virtual bool RowsTellLength => false;

    /// <summary>Whether an answer may have rows before the range, because the exchange ignores the start if the range has holes.</summary>
    private protected virtual bool ReachesBack => false;

    /// <summary>The request for the first candle at or after a time; null if the exchange has no such request.</summary>
    private protected abstract ExchangeRequest? RequestForFirst(SeriesKey series, long from);

    /// <summary>Reads the rows of a successful answer.</summary>
    /// <exception cref="OtherQuestionException">The answer names another symbol or product.</exception>
    private protected abstract CandleRows ReadRows(ReadOnlyMemory<byte> payload, SeriesKey series);

    /// <summary>The exchange's clock as its own endpoint gives it.</summary>
    private protected abstract Task<ExchangeResult<ExchangeTime>> AskForTimeAsync(CancellationToken cancellation);

    /// <summary>Describes the request, so that the answer can be checked against it.</summary>
    private protected RowsQuestion Question(SeriesKey series, int limit, TimeRange range) =>
        new(series, limit, ReachesBack ? range with { From = long.MinValue } : range) { NewestFirst = NewestFirst, RowsTellLength = RowsTellLength };

    /// <summary>Asks for rows. Returns them in the exchange's order, with the exchange's time at the answer or shortly before.</summary>
    private protected async Task<ExchangeResult<TimedRows>> AskForRowsAsync(
        ExchangeRequest request, RowsQuestion question, CancellationToken cancellation)
    {
        var sent = _time.GetTimestamp();
        var answer = await Session.AskAsync(request, Read, cancellation);
        if (!answer.IsSuccess)
            return answer.Error;

        var time = await SettleTimeAsync(answer.Value.ExchangeTime, sent, cancellation);
        if (!time.IsSuccess)
            return time.Error;
        return answer.Value with { ExchangeTime = time.Value.Milliseconds };

        TimedRows Read(ExchangeAnswer received)
        {
            var rows = ReadRows(received.Payload, question.Series);
            return question.FindMismatch(rows.Times) is { } why
                ? throw new OtherQuestionException($"{why} ({question.Series})")
                : new TimedRows(rows, received.Time);
        }
    }

    /// <summary>
    /// Returns the answer's time or, if that cannot be right, the time of the exchange's clock endpoint. Without a time it is not known which candles are closed,
    /// so the request fails.
    /// </summary>
    /// <param name="given">The answer's time, ms UTC; 0 if it has none.</param>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="cancellation">Ends the request with an exception.</param>
    private async Task<ExchangeResult<ExchangeTime>> SettleTimeAsync(long given, long sent, CancellationToken cancellation)
    {
        if (_clock.IsBelievable(given))
            return Believed(given);

        // One request to the clock endpoint serves all waiting callers. After the request, the clock can judge their times.
        await _settling.WaitAsync(cancellation);
        try
        {
            if (_clock.IsBelievable(given))
                return Believed(given);
            var clock = await GetTimeAsync(cancellation);
            if (!clock.IsSuccess)
                return clock.Error with { Message = $"An answer gave no believable time ({given}), and the exchange's clock did not either: {clock.Error.Message}" };

            if (ExchangeClock.Confirms(clock.Value.Milliseconds, given))
                return Believed(given);
            if (!ExchangeClock.IsPossible(given) || _clock.IsBelievable(clock.Value.Milliseconds))
            {
                _clock.Believe(clock.Value.Milliseconds);

                // The clock was asked after the rows, so the time since the request for the rows is subtracted. The result is never later than the true time of the
                // rows. It may be much earlier, because the request may have waited for its permit.
                return new ExchangeTime(clock.Value.Milliseconds - (long)_time.GetElapsedTime(sent).TotalMilliseconds);
            }

            return new ExchangeError(
                ExchangeErrorKind.BadAnswer,
                RetryAdvice.AfterBackoff,
                $"{Exchange}: an answer gave the time {given}, the exchange's clock gave {clock.Value.Milliseconds}, and this machine's clock says {_time.GetUtcNow().ToUnixTimeMilliseconds()}.");
        }
        finally
        {
            _settling.Release();
        }
    }

    private ExchangeTime Believed(long milliseconds)
    {
        _clock.Believe(milliseconds);
        return new ExchangeTime(milliseconds);
    }

    private TimeRange WithContext(TimeRange range, Interval interval)
    {
        if (RowsTellLength)
            return range;
        var rows = Math.Min(FewestRowsWithoutLength, PageSize(interval));
        return range with { From = Math.Min(range.From, Math.Max(0, range.To - (rows * interval.Milliseconds))) };
    }

    /// <param name="Rows">Rows in the order of the answer, closed or not.</param>
    /// <param name="ExchangeTime">The exchange's clock, ms UTC.</param>
    private protected sealed record TimedRows(CandleRows Rows, long ExchangeTime);
}
