using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>The counts of the comparison with the exchanges.</summary>
internal sealed record ExchangeSummary(long Requests, long Candles, long Written, long Deleted, ImmutableArray<string> NotCompared);

/// <summary>
/// Fetches stored ranges again, compares every field, and repairs. All requests have the priority <see cref="RequestPriority.Spare"/>, so they leave half of each
/// limit to a server that collects from the same address.
/// </summary>
internal sealed class ExchangeCheck(CandleFile file, FindingBook book, CryptoFlowOptions options, IRepairTarget? repair, TimeProvider time)
{
    private const int MaxAttempts = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CollectionPlan _plan = options.CollectionPlan();
    private readonly Dictionary<Exchange, IExchangeClient> _clients = [];
    private readonly List<string> _notCompared = [];
    private long _requests;
    private long _candles;
    private long _written;
    private long _deleted;

    public ExchangeSummary Summary => new(_requests, _candles, _written, _deleted, [.. _notCompared]);

    /// <summary>Compares the given ranges of a series.</summary>
    /// <param name="stats">The series.</param>
    /// <param name="ranges">Open times; cut to the stored candles.</param>
    /// <param name="cancellation">Ends the comparison between two requests.</param>
    public async Task CompareAsync(SeriesStats stats, ImmutableArray<TimeRange> ranges, CancellationToken cancellation)
    {
        var series = stats.Series;
        if (_plan.For(series.Exchange) is not { } plan)
        {
            _notCompared.Add($"{series}: the exchange is switched off.");
            return;
        }

        var client = ClientOf(plan);
        foreach (var window in Windows(series.Interval, client.PageSize(series.Interval), ranges, LocalChecks.RangeOf(stats)))
        {
            if (await FetchAsync(client, series, window, cancellation) is not { } answer)
                return;
            var verdict = Compare(series, answer);

            // A server with the same file may have stored the exchange's values after the request. So a difference is compared a second time.
            if (!verdict.IsClean)
                verdict = Compare(series, answer);
            book.AddCompared(series, answer.Asked, verdict.Findings);
            _candles += answer.Candles.Length;
            await RepairAsync(series, verdict, cancellation);
        }
    }

    /// <summary>Corrects the recorded count of a series after its rows were repaired.</summary>
    public async Task RepairCountAsync(SeriesKey series, CancellationToken cancellation)
    {
        if (repair is not null && file.Count(series) is var (recorded, counted) && recorded != counted)
            await repair.CorrectCountAsync(counted, cancellation);
    }

    private PageVerdict Compare(SeriesKey series, ExchangeAnswer answer) => ExchangeComparison.Compare(series, answer, [.. file.Read(series, answer.Asked)]);

    private async Task RepairAsync(SeriesKey series, PageVerdict verdict, CancellationToken cancellation)
    {
        if (repair is null)
            return;
        foreach (var part in verdict.Write.Chunk(IRepairTarget.MostCandles))
            _written += await repair.StoreAsync(series, [.. part], cancellation);
        foreach (var part in verdict.Delete.Chunk(IRepairTarget.MostDeleted))
            _deleted += await repair.DeleteAsync(series, [.. part], cancellation);
    }

    private async Task<ExchangeAnswer?> FetchAsync(IExchangeClient client, SeriesKey series, TimeRange window, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            _requests++;
            var result = await client.GetCandlesAsync(series, window, RequestPriority.Spare, cancellation);
            if (result.IsSuccess)
            {
                var page = result.Value;
                return new ExchangeAnswer(
                    page.Asked, page.Candles, [.. page.Rejected.Select(r => r.OpenTime).OfType<long>()], page.Rejected.All(r => r.OpenTime is not null));
            }

            if (result.Error.Retry == RetryAdvice.Never || attempt == MaxAttempts)
            {
                _notCompared.Add($"{series}: {result.Error.Message}");
                return null;
            }

            if (result.Error.Retry == RetryAdvice.AfterBackoff)
                await Task.Delay(Pause * attempt, time, cancellation);
        }
    }

    /// <summary>Windows of at most a page. Neighbouring ranges share a window.</summary>
    private static IEnumerable<TimeRange> Windows(Interval interval, int pageSize, ImmutableArray<TimeRange> ranges, TimeRange stored)
    {
        var length = pageSize * interval.Milliseconds;
        var end = long.MinValue;
        foreach (var range in ranges)
        {
            // The neighbours on both sides show whether the history of the exchange covers the range.
            var part = new TimeRange(interval.Floor(range.From) - interval.Milliseconds, interval.Ceiling(range.To) + interval.Milliseconds)
                .Intersect(new TimeRange(interval.Floor(stored.From), interval.Ceiling(stored.To)));
            for (var from = Math.Max(part.From, end); from < part.To; from = end)
            {
                end = Math.Min(from + length, interval.Ceiling(stored.To));
                yield return new TimeRange(from, end);
            }
        }
    }

    private IExchangeClient ClientOf(ExchangePlan plan)
    {
        if (_clients.TryGetValue(plan.Exchange, out var client))
            return client;
        return _clients[plan.Exchange] = ExchangeClients.Create(
            plan.Exchange,
            plan.BaseUrl,
            time,
            NullLoggerFactory.Instance,
            requestTimeout: TimeSpan.FromSeconds(options.Collector.RequestTimeoutSeconds),
            closeGrace: TimeSpan.FromSeconds(options.Collector.CloseGraceSeconds));
    }
}
