using System.Collections.Immutable;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>What a search came to for one series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Searched">The history that should be there.</param>
/// <param name="Unresolved">The ledger's rows that are not filled.</param>
/// <param name="OldestStored">Open time of the oldest stored candle, ms UTC, or null.</param>
internal sealed record SearchedSeries(SeriesKey Series, TimeRange Searched, ImmutableArray<GapRecord> Unresolved, long? OldestStored)
{
    /// <summary>
    /// What may be asked for now: not asked for a moment ago, and not confirmed missing. That verdict holds, even where the exchange has
    /// the candles later, until its row is deleted from the ledger.
    /// </summary>
    public ImmutableArray<TimeRange> DueAt(long now) =>
    [
        .. Unresolved
            .Where(g => g.Verdict is GapVerdict.Open or GapVerdict.Repairing && (g.NextAskAt is not { } next || next <= now))
            .Select(g => g.Range.Intersect(Searched))
            .Where(r => !r.IsEmpty),
    ];

    /// <summary>When the next of them is due, ms UTC, or null. What lies outside of the search would never be asked for, so it is never due.</summary>
    public long? NextDue => Unresolved.Where(g => g.Verdict == GapVerdict.Open && g.Range.Overlaps(Searched)).Min(g => g.NextAskAt);

    /// <summary>Where the oldest row that is still to be asked for begins, ms UTC, or null: it may have slid out of the history's window.</summary>
    public long? OldestOpen => Unresolved
        .Where(g => g.Verdict is GapVerdict.Open or GapVerdict.Repairing)
        .Min(g => (long?)g.Range.From);
}

/// <summary>The file cannot be searched or the ledger not be written now.</summary>
internal sealed class SearchFailedException(string message) : Exception(message);

/// <summary>Compares what should be there with what is, and keeps the ledger. Asks the readers and the writer; no state of its own.</summary>
internal sealed class GapSearch(CollectorContext context, RunId run)
{
    private readonly ReaderClient _readers = new(
        context.Readers,
        context.Time,
        within: TimeSpan.FromSeconds(20),
        attempts: 8,
        new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), context.Seed));

    private readonly WriterClient _writer = new(context.Writer, context.Time, context.Seed);

    /// <summary>Finds what is missing of a series and records it.</summary>
    /// <param name="series">The series.</param>
    /// <param name="history">What should be there.</param>
    /// <param name="asked">For what the exchange has answered in this run.</param>
    /// <param name="repairing">Whether the run is going to ask for what is open.</param>
    /// <param name="cancellation">Ends the search between its steps.</param>
    /// <exception cref="SearchFailedException">The readers or the writer refused for good.</exception>
    public async Task<SearchedSeries> RunAsync(
        SeriesKey series, TimeRange history, ImmutableArray<TimeRange> asked, bool repairing, CancellationToken cancellation)
    {
        var found = await FindMissingAsync(series, history, cancellation).ConfigureAwait(false);
        var findings = new GapFindings(history, found.Missing, asked, repairing, context.Now, context.GapPolicy);
        var reply = await _writer.SendAsync(
            liveUntil => new RecordGaps(WriteId.New(), run, series, findings, found.Counted, liveUntil), cancellation).ConfigureAwait(false);
        return reply switch
        {
            GapsRecorded recorded => new SearchedSeries(series, history, recorded.Unresolved, found.Counted.OldestTime),
            WriteRejected rejected => throw new SearchFailedException($"The gap ledger of {series} could not be written, {rejected.Reason}: {rejected.Detail}"),
            _ => throw new InvalidOperationException($"The writer answered gaps with {reply.GetType().Name}."),
        };
    }

    /// <summary>The ranges of a history that hold no candle.</summary>
    /// <exception cref="SearchFailedException">The readers refused several times.</exception>
    public async Task<MissingFound> FindMissingAsync(SeriesKey series, TimeRange history, CancellationToken cancellation)
    {
        var reply = await _readers.AskAsync(deadline => new FindMissing(series, history, deadline), cancellation).ConfigureAwait(false);
        return reply as MissingFound ?? throw new SearchFailedException($"The stored candles of {series} could not be read: {(reply as ReadRefused)?.Detail}");
    }
}
