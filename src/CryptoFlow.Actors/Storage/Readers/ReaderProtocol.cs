using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query of the file; answered by one of the readers behind <see cref="DbReaderRouterActor"/>.</summary>
public interface IReadMessage : IWireMessage
{
    /// <summary>
    /// For how long the sender still waits, from the arrival at the router on. After this time the readers refuse the query if it waits, and interrupt it if it
    /// runs.
    /// </summary>
    TimeSpan Remaining { get; }

    /// <summary>The kind of the query in one word: candles, missing, gaps and so on.</summary>
    string Kind { get; }

    /// <summary>The same query with another remaining time. A second try has only the time that the first try has left.</summary>
    IReadMessage WithRemaining(TimeSpan remaining);
}

/// <summary>A query with the type of its answer.</summary>
/// <typeparam name="TAnswer">The answer. The readers may send <see cref="ReaderProtocol.ReadRefused"/> instead.</typeparam>
public interface IReadMessage<TAnswer> : IReadMessage
    where TAnswer : class, IReadReply;

/// <summary>A reply of the readers: the answer to a query, or <see cref="ReaderProtocol.ReadRefused"/>.</summary>
public interface IReadReply : IWireMessage;

/// <summary>
/// The readers' protocol. Each query names its answer. Any query may be answered with <see cref="ReadRefused"/> instead. <see cref="ReaderClient"/> sends queries
/// and returns a <see cref="Result{TAnswer, TRefusal}"/> of the two.
/// </summary>
public static partial class ReaderProtocol
{
    /// <summary>
    /// The latest candles of a series, or the latest before a time, or the earliest after a time.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Before">Exclusive upper bound of open times, ms UTC, or null.</param>
    /// <param name="After">Exclusive lower bound of open times, ms UTC, or null. If it is given, the page begins after it and goes forward. May be combined with <paramref name="Before"/>.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadCandles(SeriesKey Series, int Limit, long? Before, long? After, TimeSpan Remaining) : IReadMessage<CandlesRead>
    {
        /// <summary>The time for which the stored candles are restored, ms UTC; null for the candles of now.</summary>
        public long? AsOf { get; init; }

        /// <summary>Inclusive lower bound of open times, ms UTC, or null. Unlike <see cref="After"/> it does not change the direction of the page.</summary>
        public long? From { get; init; }

        /// <summary>
        /// The timeframe to which the candles of the series are rolled up, or null. Limit and bounds then count rolled-up candles. The limit is at most
        /// <see cref="Timeframe.MostPerPage"/>.
        /// </summary>
        public Timeframe? RolledUpTo { get; init; }

        public string Kind => "candles";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"candles of {Series}";
    }

    /// <summary>A page, ascending.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Known">Whether the file has ever held a candle of the series.</param>
    /// <param name="Candles">Ascending by open time.</param>
    /// <param name="HasOlder">True if and only if a candle older than the first of this page is stored (for an empty page: older than the requested bound).</param>
    /// <param name="SeriesVersion">Counts the committed changes of the series. Read in the same snapshot as the page.</param>
    /// <param name="DatabaseId">The identity of the database, read in the same snapshot; null if the file has none.</param>
    public sealed record CandlesRead(SeriesKey Series, bool Known, ImmutableArray<Candle> Candles, bool HasOlder, long SeriesVersion, string? DatabaseId = null) : IPageReply
    {
        /// <summary>The time for which the candles were restored; null for the candles as they are.</summary>
        public RestoredAt? Restored { get; init; }

        /// <summary>The completeness of rolled-up candles; null for stored candles.</summary>
        public RolledPage? RolledUp { get; init; }
    }

    /// <param name="AsOf">The requested time, ms UTC.</param>
    /// <param name="RevisionsSince">All changes from this time on are recorded, ms UTC. Earlier changes are not undone.</param>
    public readonly record struct RestoredAt(long AsOf, long RevisionsSince);

    /// <summary>Revisions, newest first.</summary>
    /// <param name="Exchange">Only this exchange, or null.</param>
    /// <param name="Symbol">Only this symbol, upper case, or null.</param>
    /// <param name="Interval">Only this interval, or null.</param>
    /// <param name="Before">Only revisions with a smaller id, or null.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadRevisions(Exchange? Exchange, string? Symbol, Interval? Interval, long? Before, int Limit, TimeSpan Remaining) : IReadMessage<RevisionsRead>
    {
        /// <summary>Only changes at or after this time, ms UTC, or null.</summary>
        public long? ChangedFrom { get; init; }

        public string Kind => "revisions";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the revisions";
    }

    /// <param name="Revisions">Newest first.</param>
    /// <param name="HasOlder">Whether older revisions match.</param>
    /// <param name="OldestId">The oldest id of the table; 0 if it is empty.</param>
    /// <param name="NewestId">The newest id of the table; 0 if it is empty.</param>
    /// <param name="Since">All changes from this time on are recorded, ms UTC.</param>
    /// <param name="DatabaseId">The identity of the database; null if the file has none.</param>
    public sealed record RevisionsRead(ImmutableArray<CandleRevision> Revisions, bool HasOlder, long OldestId, long NewestId, long Since, string? DatabaseId) : IReadReply;

    /// <summary>The series that the file holds, in the order of their symbols and intervals. Answered with <see cref="SeriesListed"/>.</summary>
    /// <param name="Instrument">Only the series of this instrument, or null.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ListSeries(Instrument? Instrument, TimeSpan Remaining) : IReadMessage<SeriesListed>
    {
        public string Kind => "series";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the list of series";
    }

    /// <summary>The series with at least one candle.</summary>
    public sealed record SeriesListed(ImmutableArray<SeriesStats> Series) : IReadReply;

    /// <summary>
    /// Finds the maximal parts of <paramref name="Range"/> without a candle, at most <paramref name="Most"/> of them. <see cref="MissingFound"/> says which part of
    /// the range was searched.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Range">Open times, ms UTC, half-open.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    /// <param name="Most">Maximum number of ranges in the answer, at least 1.</param>
    /// <param name="Counts">True to count the whole series, too. Only the first query of a search needs the count.</param>
    public sealed record FindMissing(SeriesKey Series, TimeRange Range, TimeSpan Remaining, int Most = FindMissing.MostRanges, bool Counts = true) : IReadMessage<MissingFound>
    {
        /// <summary>The maximum number of ranges that one message for the ledger may hold.</summary>
        public const int MostRanges = WriterProtocol.MaxGapsPerMessage;

        public string Kind => "missing";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"the search for holes in {Series}";
    }

    /// <param name="Series">The series.</param>
    /// <param name="Range">The searched range: the requested range, or the first part of it.</param>
    /// <param name="Missing">The holes, ascending.</param>
    /// <param name="Counted">The count of the whole series in the same snapshot; null if the query did not request a count.</param>
    /// <param name="OldestOpen">
    /// Start of the oldest ledger row of the series that is neither filled nor confirmed missing, ms UTC. Null if there is none, or if the query did not request a
    /// count.
    /// </param>
    public sealed record MissingFound(SeriesKey Series, TimeRange Range, ImmutableArray<TimeRange> Missing, SeriesStats? Counted, long? OldestOpen = null) : IReadReply;

    /// <summary>Rows of the gap ledger, unresolved ones first, then by time, newest first.</summary>
    /// <param name="Exchange">Only this exchange, or null.</param>
    /// <param name="Symbol">Only this symbol, upper case, or null.</param>
    /// <param name="Interval">Only this interval, or null.</param>
    /// <param name="Verdicts">Only these; empty for all.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadGaps(
        Exchange? Exchange,
        string? Symbol,
        Interval? Interval,
        ImmutableArray<GapVerdict> Verdicts,
        int Limit,
        TimeSpan Remaining) : IReadMessage<GapsRead>
    {
        /// <summary>Only rows that overlap this range of open times, ms UTC, or null.</summary>
        public TimeRange? Range { get; init; }

        public string Kind => "gaps";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the gap ledger";
    }

    /// <summary>The rows, and the number of rows by verdict under the same filter. A verdict without rows has no entry in the totals.</summary>
    public sealed record GapsRead(ImmutableArray<GapRecord> Gaps, ImmutableArray<GapTotal> Totals) : IReadReply
    {
        /// <summary>The number of rows with a verdict.</summary>
        public long TotalOf(GapVerdict verdict)
        {
            foreach (var total in Totals)
            {
                if (total.Verdict == verdict)
                    return total.Rows;
            }

            return 0;
        }
    }

    /// <summary>The number of ledger rows with a verdict.</summary>
    public readonly record struct GapTotal(GapVerdict Verdict, long Rows);

    /// <summary>
    /// When the pages of these series were last compared with their exchange. Answered with <see cref="ComparisonsRead"/>. The sender splits a list of more than
    /// <see cref="MostSeries"/>.
    /// </summary>
    public sealed record ReadComparisons(ImmutableArray<SeriesKey> Series, TimeSpan Remaining) : IReadMessage<ComparisonsRead>
    {
        /// <summary>Ten years of 1m candles are about 5,300 pages. The answer may cross a process and must fit into a frame.</summary>
        public const int MostSeries = 10;

        public string Kind => "comparisons";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the comparisons";
    }

    /// <summary>One entry for each requested series, in the order of the request.</summary>
    public sealed record ComparisonsRead(ImmutableArray<SeriesComparisons> Series) : IReadReply;

    /// <summary>The query was not answered.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One sentence.</param>
    /// <param name="RetryAfter">Hint for clients of HTTP: when to try again.</param>
    public sealed record ReadRefused(ReadRefusal Reason, string Detail, TimeSpan RetryAfter) : IReadReply;
}

/// <summary>The timeframe of a page of rolled-up candles, and how many base candles each of them holds, in the order of the page.</summary>
public sealed record RolledPage(Timeframe Timeframe, ImmutableArray<BaseCount> Counts);

/// <summary>Why a query was not answered.</summary>
public enum ReadRefusal
{
    /// <summary>The readers' queue is full.</summary>
    QueueFull,

    /// <summary>Its remaining time passed while it waited or ran.</summary>
    Expired,

    /// <summary>The readers are not open yet, or are closing.</summary>
    NotReady,

    /// <summary>The file cannot be read.</summary>
    Failed,
}
