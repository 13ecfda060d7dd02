using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors;

/// <summary>The result of a search in one series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Searched">The range that was searched.</param>
/// <param name="Unresolved">The ledger's unfilled rows in that range, ascending, cut to the range.</param>
/// <param name="OldestStored">Open time of the oldest stored candle, ms UTC, or null.</param>
/// <param name="OldestOpen">
/// Start of the oldest ledger row that is neither filled nor confirmed missing, ms UTC, or null. It may lie before the history.
/// </param>
internal sealed record SearchedSeries(
    SeriesKey Series, TimeRange Searched, ImmutableArray<GapRecord> Unresolved, long? OldestStored, long? OldestOpen = null)
{
    /// <summary>The earliest time at which an unconfirmed missing range is due, ms UTC, or null.</summary>
    public long? NextDue => Unresolved.Where(g => g.Verdict != GapVerdict.ConfirmedMissing).Min(g => g.NextAskAt);

    /// <summary>The ranges to ask for now: all ranges that are due and not confirmed missing; for a user's run all missing ranges.</summary>
    public ImmutableArray<TimeRange> ToAsk(long now, bool byUser) =>
        TimeRanges.Union(Unresolved.Where(g => byUser || (g.Verdict != GapVerdict.ConfirmedMissing && IsDue(g, now))).Select(g => g.Range));

    /// <summary>Ranges that are confirmed missing and due to be asked for again.</summary>
    public ImmutableArray<TimeRange> ToConfirmAgain(long now) =>
        TimeRanges.Union(Unresolved.Where(g => g.Verdict == GapVerdict.ConfirmedMissing && IsDue(g, now)).Select(g => g.Range));

    private static bool IsDue(GapRecord gap, long now) => gap.NextAskAt is not { } next || next <= now;
}

/// <summary>The readers could not search the file, or the writer could not write the ledger.</summary>
internal sealed class SearchFailedException(string message) : Exception(message);

/// <summary>Compares the expected candles with the stored candles and updates the gap ledger. Asks the readers and the writer; has no state of its own.</summary>
/// <remarks>
/// A search goes through the history in parts, from the oldest open time to the newest. The number of missing ranges and ledger rows in a part
/// is bounded, so no part occupies a reader or the writer for long. Parts are processed one at a time, so syncs can be stored between two of
/// them.
/// </remarks>
internal sealed class GapSearch(CollectorContext context, RunId run)
{
    private readonly ReaderClient _readers = new(context.Readers, context.Time, RetryPolicy.BackgroundRead(context.Seed));
    private readonly WriterClient _writer = new(context.Writer, context.Time, RetryPolicy.UntilStored(context.Seed));

    /// <summary>A run is one pass: the ledger counts a range once per run, even if the run asks for it twice.</summary>
    private const int Pass = 1;

    /// <summary>Finds the missing ranges of a series and records them.</summary>
    /// <param name="series">The series.</param>
    /// <param name="history">The range to search.</param>
    /// <param name="answers">The ranges for which the exchange has answered in this run, or null if it was not asked yet.</param>
    /// <param name="cancellation">Ends the search between its steps.</param>
    /// <exception cref="SearchFailedException">The readers or the writer refused several times.</exception>
    public async Task<SearchedSeries> RunAsync(SeriesKey series, TimeRange history, RunAnswers? answers, CancellationToken cancellation)
    {
        var asked = answers?.AskedOf(series) ?? [];
        var unreadable = answers?.UnreadableOf(series) ?? [];
        var unresolved = ImmutableArray.CreateBuilder<GapRecord>();
        var at = context.Now;
        MissingFound? first = null;
        for (var rest = history; !rest.IsEmpty;)
        {
            var found = await FindPartAsync(series, rest, counts: first is null, cancellation).ConfigureAwait(false);
            first ??= found;
            var askedAndMissing = TimeRanges.Intersect(asked, found.Missing);
            var findings = new GapFindings(found.Range, found.Missing, askedAndMissing, Repairing: answers is null, at, context.GapPolicy)
            {
                Unreadable = TimesWithin(unreadable, askedAndMissing),
            };
            await RecordAsync(series, findings, found.Counted, unresolved, cancellation).ConfigureAwait(false);
            rest = rest with { From = found.Range.To };
        }

        // Before the boundary of retention no candle is missing, and no candle is compared.
        var kept = first?.Counted?.KeptFrom is { } from && from > history.From ? history with { From = Math.Min(from, history.To) } : history;
        return new SearchedSeries(series, kept, unresolved.ToImmutable(), first?.Counted?.OldestTime, first?.OldestOpen);
    }

    /// <summary>The ranges of a history that hold no candle.</summary>
    /// <exception cref="SearchFailedException">The readers refused several times.</exception>
    public async Task<ImmutableArray<TimeRange>> FindMissingAsync(SeriesKey series, TimeRange history, CancellationToken cancellation)
    {
        var missing = ImmutableArray.CreateBuilder<TimeRange>();
        for (var rest = history; !rest.IsEmpty;)
        {
            var found = await FindPartAsync(series, rest, counts: false, cancellation).ConfigureAwait(false);
            missing.AddRange(found.Missing);
            rest = rest with { From = found.Range.To };
        }

        return missing.ToImmutable();
    }

    private async Task<MissingFound> FindPartAsync(SeriesKey series, TimeRange range, bool counts, CancellationToken cancellation)
    {
        var found = await _readers.AskAsync(remaining => new FindMissing(series, range, remaining, Counts: counts), cancellation).ConfigureAwait(false);
        return found.IsAnswered ? found.Answer : throw new SearchFailedException($"The stored candles of {series} could not be read: {found.Refusal.Detail}");
    }

    /// <summary>Records the findings in bounded messages. Each reply says how far the writer has come.</summary>
    private async Task RecordAsync(
        SeriesKey series, GapFindings findings, SeriesStats? counted, ImmutableArray<GapRecord>.Builder unresolved, CancellationToken cancellation)
    {
        while (!findings.Searched.IsEmpty)
        {
            var part = findings.Within(findings.Searched with { To = EndOfPart(findings) });
            var recorded = await _writer.SendAsync(
                remaining => new RecordGaps(WriteId.New(), run, Pass, series, part, counted, remaining) { OnlyIfAdded = !context.Plan.Names(series) }, cancellation).ConfigureAwait(false);
            if (!recorded.IsAnswered)
                throw new SearchFailedException($"The gap ledger of {series} could not be written, {recorded.Refusal.Reason}: {recorded.Refusal.Detail}");
            unresolved.AddRange(recorded.Answer.Unresolved);
            findings = findings.Within(findings.Searched with { From = recorded.Answer.Recorded.To });
            counted = null;
        }
    }

    private static long EndOfPart(GapFindings findings)
    {
        var end = findings.Searched.To;
        if (findings.Asked.Length > MaxGapsPerMessage)
            end = Math.Min(end, findings.Asked[MaxGapsPerMessage].From);
        if (findings.Unreadable.Length > MaxGapsPerMessage)
            end = Math.Min(end, findings.Unreadable[MaxGapsPerMessage].OpenTime);
        return end;
    }

    private static ImmutableArray<UnreadableCandle> TimesWithin(ImmutableArray<UnreadableCandle> candles, ImmutableArray<TimeRange> ranges)
    {
        var within = ImmutableArray.CreateBuilder<UnreadableCandle>();
        var range = 0;
        foreach (var candle in candles)
        {
            while (range < ranges.Length && ranges[range].To <= candle.OpenTime)
                range++;
            if (range < ranges.Length && ranges[range].Contains(candle.OpenTime))
                within.Add(candle);
        }

        return within.ToImmutable();
    }
}
