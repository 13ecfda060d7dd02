using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>Bitget v2 mix, product type USDT-FUTURES, host api.bitget.com (EXCHANGES 3).</summary>
public sealed class BitgetClient(ClientSetup setup) : ExchangeClient(setup, new BitgetErrors(), BitgetLimits.Observe)
{
    private const string NewestPath = "/api/v2/mix/market/candles";
    private const string HistoryPath = "/api/v2/mix/market/history-candles";
    private const string InstrumentsPath = "/api/v2/mix/market/contracts";
    private const string TimePath = "/api/v2/public/time";
    private const string Product = "productType=USDT-FUTURES";

    private static readonly InstrumentNames Names = new("symbol", "symbolStatus", Trading: "normal") { QuoteProperty = "quoteCoin", Quote = "USDT" };

    public override int PageSize(Interval interval) => BitgetLimits.PageRows(interval);

    public override int Cost(Interval interval, int candles) => 1;

    /// <summary>
    /// The exchange answers only "the newest before T", so the first day is found by bisection: about log2 of the days since
    /// <paramref name="from"/> requests. A market without any closed day begins today.
    /// </summary>
    public override async Task<ExchangeResult<ListingDay>> FindListingDayAsync(Instrument instrument, long from, CancellationToken cancellation)
    {
        var days = new SeriesKey(instrument, Interval.D1);
        var firstDay = Interval.D1.Floor(from);
        var answer = await AskForNewestDayAsync(days, firstDay, cancellation);
        if (!answer.IsSuccess)
            return answer.Error;
        if (OldestDay(answer.Value.Rows) is not null)
            return new ListingDay(null);

        // Nothing opened at or before `empty`; something did at `found`, or the market begins today.
        var empty = firstDay;
        var found = Interval.D1.Floor(answer.Value.ExchangeTime);
        while (found - empty > Interval.D1.Milliseconds)
        {
            var middle = Interval.D1.Floor(empty + ((found - empty) / 2));
            answer = await AskForNewestDayAsync(days, middle, cancellation);
            if (!answer.IsSuccess)
                return answer.Error;
            if (OldestDay(answer.Value.Rows) is not { } newest)
                empty = middle;
            else if (newest <= middle)
                found = newest;
            else
                return new ExchangeError(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"Bitget: asked for days up to {middle}, got {newest}.");
        }

        return new ListingDay(found > firstDay ? found : null);
    }

    public override async Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(InstrumentsPath, Product, 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer =>
        {
            var rows = new InstrumentRows(Names);
            rows.Add(answer.Payload.Span);
            if (rows.OtherQuote is { } quote)
                throw new OtherQuestionException($"asked for contracts of USDT-FUTURES, all contracts of the answer are quoted in other coins, such as {quote}");
            return rows.ToCatalogue();
        }, cancellation);
    }

    private protected override bool ReachesBack => true;

    private protected override async Task<ExchangeResult<ExchangeTime>> AskForTimeAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(TimePath, "", 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer => JsonRead.Time(JsonRead.Property(answer.Payload, "serverTime")), cancellation);
    }

    /// <summary>The end is exclusive and the start ignored: the newest <paramref name="count"/> before the range's end.</summary>
    private protected override ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority) =>
        Candles(HistoryPath, series, $"&endTime={range.To}", count, priority);

    /// <summary>Without bounds only: those of this endpoint are not well known, and beyond its depth it answers nothing.</summary>
    private protected override ExchangeRequest RequestForNewest(SeriesKey series, int count) =>
        Candles(NewestPath, series, "", count, RequestPriority.Sync);

    private protected override CandleRows ReadRows(ReadOnlyMemory<byte> payload, SeriesKey series) =>
        BitgetCandleParser.Read(payload, series.Interval);

    /// <summary>The newest day that opened at or before this one.</summary>
    private async Task<ExchangeResult<TimedRows>> AskForNewestDayAsync(SeriesKey days, long openTime, CancellationToken cancellation)
    {
        var day = new TimeRange(openTime, openTime + Interval.D1.Milliseconds);
        var answer = await AskForRowsAsync(RequestFor(days, day, 1, RequestPriority.Backfill), Question(days, 1, day), cancellation);
        return answer.IsSuccess && HasUnknownDay(answer.Value.Rows, out var error) ? error : answer;
    }

    private static ExchangeRequest Candles(string path, SeriesKey series, string bounds, int limit, RequestPriority priority) =>
        new(path, $"symbol={Uri.EscapeDataString(series.Symbol)}&{Product}&granularity={Granularity(series.Interval)}{bounds}&limit={limit}", 1, priority);

    /// <summary>Hours are upper case; from 6 hours on, the plain names are cut at UTC+8, those in "utc" at 00:00 UTC.</summary>
    private static string Granularity(Interval interval) => interval.Minutes switch
    {
        < 60 => interval.Name,
        < 360 => $"{interval.Minutes / 60}H",
        < 1440 => $"{interval.Minutes / 60}Hutc",
        _ => "1Dutc",
    };
}
