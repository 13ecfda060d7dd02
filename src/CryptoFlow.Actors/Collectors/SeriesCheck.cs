using System.Collections.Immutable;
using CryptoFlow.Exchanges;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>
/// Asks the exchange whether series can be collected, and plans the requests for their history, without storing anything. Runs outside the collector's mailbox.
/// </summary>
/// <remarks>
/// A check costs a request for the list of contracts, and one or two requests of one candle for each series. The list is always requested again, because the
/// collector's copy may be an hour old and users add contracts that were listed today.
/// </remarks>
internal sealed class SeriesCheck(CollectorContext context)
{
    /// <summary>
    /// How long a plan waits for the first candles of its series. These requests have the priority of a backfill, so a backfill that is under way may delay them. A
    /// user waits for the plan, and without the first candles the plan is only longer than necessary.
    /// </summary>
    internal static readonly TimeSpan FirstCandlesWithin = TimeSpan.FromSeconds(3);

    private readonly GapSearch _search = new(context, RunId.New());

    /// <summary>The plan, or the refusal in the exchange's words.</summary>
    public async Task<ExchangeReply> RunAsync(CheckSeries check, CancellationToken cancellation)
    {
        try
        {
            var instruments = await context.Client.GetInstrumentsAsync(cancellation).ConfigureAwait(false);
            if (instruments.Error is { } error)
                return Refused(check, BackfillRefusal.NotAnswering, error.Message);

            using var late = new CancellationTokenSource(FirstCandlesWithin, context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            var missing = new Dictionary<SeriesKey, ImmutableArray<TimeRange>>();
            foreach (var series in check.Series)
            {
                if (await RefusalOfAsync(check, series, instruments.Value!, cancellation).ConfigureAwait(false) is { } refused)
                    return refused;
                var newest = await context.Client.GetNewestCandlesAsync(series, 1, cancellation).ConfigureAwait(false);
                if (newest.Error is { } refusal)
                    return Refused(check, ReasonOf(refusal), $"{check.Exchange} lists {series.Symbol} but gives no candles of {series.Interval}: {refusal.Message}");
                missing[series] = await MissingAsync(series, newest.Value!.ExchangeTime, either.Token, cancellation).ConfigureAwait(false);
            }

            var pages = BackfillPlanner.Pages(missing, interval => PageCosts.Of(context.Client, interval));
            return new SeriesChecked(check.Request, check.Exchange, BackfillPlanner.Plan(pages, context.Client));
        }
        catch (SearchFailedException e)
        {
            return Refused(check, BackfillRefusal.NotAnswering, e.Message);
        }
    }

    private static RunRefused Refused(CheckSeries check, BackfillRefusal reason, string detail) => new(check.Request, check.Exchange, reason, detail);

    private static BackfillRefusal ReasonOf(ExchangeError error) => error.Kind is ExchangeErrorKind.UnknownSymbol or ExchangeErrorKind.BadRequest
        ? BackfillRefusal.NotTraded
        : BackfillRefusal.NotAnswering;

    /// <summary>For a contract that is not on the list, one request for a candle brings the exchange's own words.</summary>
    private async Task<RunRefused?> RefusalOfAsync(CheckSeries check, SeriesKey series, InstrumentCatalogue catalogue, CancellationToken cancellation)
    {
        if (catalogue.Trading.Contains(series.Symbol))
            return null;
        if (catalogue.NotTrading.TryGetValue(series.Symbol, out var status))
            return Refused(check, BackfillRefusal.NotTraded, $"{check.Exchange} does not trade {series.Symbol} (\"{status}\").");
        var answer = await context.Client.GetNewestCandlesAsync(series, 1, cancellation).ConfigureAwait(false);
        var words = answer.Error is { } error ? $": {error.Message}" : ".";
        return Refused(check, BackfillRefusal.NotListed, $"{check.Exchange} does not list {series.Symbol}{words}");
    }

    /// <summary>
    /// The ranges that a search would find. The first candle that the exchange names makes the plan of a young contract shorter. Only the run itself proves that
    /// there are no older candles.
    /// </summary>
    private async Task<ImmutableArray<TimeRange>> MissingAsync(SeriesKey series, long exchangeNow, CancellationToken late, CancellationToken cancellation)
    {
        var history = BackfillJob.HistoryOf(context, series, context.Plan.HistoryDays, exchangeNow);
        if (await FirstCandleAsync(series, history.From, late, cancellation).ConfigureAwait(false) is { } begin)
            history = history with { From = Math.Max(history.From, begin) };
        return await _search.FindMissingAsync(series, history, cancellation).ConfigureAwait(false);
    }

    /// <summary>The open time of the first candle that the exchange names, ms UTC; null if it names none in time.</summary>
    private async Task<long?> FirstCandleAsync(SeriesKey series, long from, CancellationToken late, CancellationToken cancellation)
    {
        try
        {
            var first = await context.Client.FindFirstCandleAsync(series, from, late).ConfigureAwait(false);
            return first.Value?.OpenTime;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
