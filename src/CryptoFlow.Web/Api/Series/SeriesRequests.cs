using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Messages;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Series;

/// <summary>
/// Lists, adds and removes series, for HTTP clients and for the command <c>series</c> if no server has the database open. A change has three steps: check the series
/// with the exchange's collector, store the change through the writer, and tell the collector, which reads the list from the file. A stored change is valid: a
/// collector that does not run now reads the list when it starts.
/// </summary>
internal sealed class SeriesRequests(CollectionPlan plan, IOptions<CryptoFlowOptions> options, CollectorRequests collectors, WriteRequests writer, ReadQueries queries, MonitorBoard board, TimeProvider time)
{
    /// <summary>Maximum wait for the exchange's answer to the check, and for the writer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>After this time a request deletes no more candles, so that its client gets an answer in time.</summary>
    private static readonly TimeSpan DeletesFor = TimeSpan.FromSeconds(10);

    private HashSet<SeriesKey> Configured => [.. plan.Series];

    public async Task<Answer<SeriesListAnswer>> ListAsync(CancellationToken aborted)
    {
        var (read, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ReadAddedSeries(null, remaining), aborted);
        if (read is null)
            return new(null, problem);
        var states = (board.Newest?.Health.Collectors ?? []).ToDictionary(c => c.Exchange);
        return new(
            SeriesListAnswer.Of(plan.Series, read.Series, (series, addedAt) => CollectedSeriesAnswer.Of(
                series, addedAt, options.Value.Collector.Enabled && plan.For(series.Exchange) is not null, states.GetValueOrDefault(series.Exchange))),
            null);
    }

    /// <summary>Adds series. Series that are collected already are left as they are, so the request may be sent again.</summary>
    public async Task<Answer<SeriesAddedAnswer>> AddAsync(NamedSeries named, bool dryRun, CancellationToken aborted)
    {
        var exchange = named.Instrument.Exchange;
        var series = named.Among(plan.Intervals);
        var planning = collectors.AskAsync(remaining => new CollectorProtocol.PlanSeries(exchange, series, remaining), aborted, Patience);
        if (!dryRun && !await writer.EndsAsync(planning, aborted))
            return new(null, WriteRequests.Away);
        var (planned, problem) = await planning;
        if (planned is null)
            return new(null, problem);
        (var read, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ReadAddedSeries(exchange, remaining), aborted);
        if (read is null)
            return new(null, problem);

        var known = Configured;
        known.UnionWith(read.Series.Select(a => a.Series));
        ImmutableArray<SeriesKey> added = [.. series.Where(s => !known.Contains(s))];
        if (!dryRun && !added.IsEmpty)
        {
            (var changed, problem) = await writer.SendAsync(
                remaining => new WriterProtocol.ChangeAddedSeries(WriteId.New(), added, [], remaining), Patience, aborted);
            if (changed is null)
                return new(null, problem);
        }

        // Also if this request changed nothing: an earlier request may have stored the series without reaching the collector. A failure here does not matter, because the list is stored.
        if (!dryRun)
            _ = await collectors.AskAsync(remaining => new CollectorProtocol.FollowSeries(exchange, remaining), aborted);
        return new(
            new SeriesAddedAnswer(dryRun, KeysOf(added), KeysOf(series.Except(added)), PlanAnswer.Of(planned.Plan)), null);
    }

    /// <summary>Removes series, and their candles if the user wants that. A series that is not there is left out, so the request may be sent again.</summary>
    public async Task<Answer<SeriesRemovedAnswer>> RemoveAsync(NamedSeries named, bool deleteCandles, CancellationToken aborted)
    {
        var exchange = named.Instrument.Exchange;
        var series = named.Among(Interval.All);
        if (series.Where(Configured.Contains).ToList() is { Count: > 0 } configured)
            return new(null, new Problem(StatusCodes.Status409Conflict, OfConfiguration(exchange, configured)));

        var (changed, problem) = await writer.SendAsync(
            remaining => new WriterProtocol.ChangeAddedSeries(WriteId.New(), [], series, remaining), Patience, aborted);
        if (changed is null)
            return new(null, problem);

        // A failure here does not matter: the collector reads the list again later, and from now on the writer refuses candles of these series.
        _ = await collectors.AskAsync(remaining => new CollectorProtocol.FollowSeries(exchange, remaining), aborted);
        if (!deleteCandles)
            return new(new SeriesRemovedAnswer(KeysOf(changed.Removed), 0, Complete: true), null);

        (var deleted, problem) = await DeleteAsync(series, aborted);
        return deleted is null ? new(null, problem) : new(new SeriesRemovedAnswer(KeysOf(changed.Removed), deleted.Rows, deleted.Complete), null);
    }

    private async Task<Answer<Deleted>> DeleteAsync(ImmutableArray<SeriesKey> series, CancellationToken aborted)
    {
        var (listed, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ListSeries(series[0].Instrument, remaining), aborted);
        if (listed is null)
            return new(null, problem);
        var (rows, started) = (0L, time.GetTimestamp());
        foreach (var stored in listed.Series.Select(s => s.Series).Where(series.Contains))
        {
            (var deleted, problem) = await DeleteAsync(stored, started, aborted);
            if (deleted is null)
                return new(null, problem);
            rows += deleted.Rows;
            if (!deleted.Complete)
                return new(new Deleted(rows, Complete: false), null);
        }

        return new(new Deleted(rows, Complete: true), null);
    }

    /// <summary>
    /// Deletes the candles of a series with several messages. The series is removed already, so the writer stores no new candles of it, and the loop ends when a read
    /// finds none.
    /// </summary>
    private async Task<Answer<Deleted>> DeleteAsync(SeriesKey series, long started, CancellationToken aborted)
    {
        var (run, rows) = (RunId.New(), 0L);
        while (true)
        {
            var (page, problem) = await queries.AskAsync(
                remaining => new ReaderProtocol.ReadCandles(series, WriterProtocol.MaxCandlesPerMessage, null, null, remaining), aborted);
            if (page is null)
                return new(null, problem);
            if (page.Candles.IsEmpty)
                return new(new Deleted(rows, Complete: true), null);
            if (time.GetElapsedTime(started) > DeletesFor)
                return new(new Deleted(rows, Complete: false), null);
            (var deleted, problem) = await writer.SendAsync(
                remaining => new WriterProtocol.DeleteCandles(WriteId.New(), run, series, [.. page.Candles.Select(c => c.OpenTime)], remaining) { Source = ChangeSource.Removal },
                Patience,
                aborted);
            if (deleted is null)
                return new(null, problem);
            rows += deleted.Deleted;
        }
    }

    private static IReadOnlyList<string> KeysOf(IEnumerable<SeriesKey> series) => [.. series.Select(NamedSeries.KeyOf)];

    private static string OfConfiguration(Exchange exchange, IEnumerable<SeriesKey> series) =>
        $"The configuration collects {string.Join(", ", KeysOf(series))}; take the symbol out of CryptoFlow:Exchanges:{exchange.ToWireName()}:Symbols, or the interval out of CryptoFlow:Collector:Timeframes, and start again.";

    /// <summary>Number of deleted rows, and whether none is left.</summary>
    private sealed record Deleted(long Rows, bool Complete);
}
