using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query of the file; answered by one of the readers behind <see cref="DbReaderRouterActor"/>.</summary>
public interface IReadMessage
{
    /// <summary>When the sender stops waiting. After this time a waiting query is refused and counted, and a running query is interrupted.</summary>
    DateTimeOffset Deadline { get; }

    /// <summary>The kind of the query in one word: candles, missing, gaps and so on.</summary>
    string Kind { get; }
}

/// <summary>The readers' protocol. Each query has its own reply; any query may be answered with <see cref="ReadRefused"/> instead.</summary>
public static class ReaderProtocol
{
    /// <summary>
    /// The latest candles of a series, or the latest before a time, or the earliest after a time.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Before">Exclusive upper bound of open times, ms UTC, or null.</param>
    /// <param name="After">Exclusive lower bound of open times, ms UTC; pages forward. Together with <paramref name="Before"/> both hold.</param>
    /// <param name="Deadline">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadCandles(SeriesKey Series, int Limit, long? Before, long? After, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "candles";

        public override string ToString() => $"candles of {Series}";
    }

    /// <summary>A page, ascending.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Known">Whether the file has ever held a candle of the series.</param>
    /// <param name="Candles">Ascending by open time.</param>
    /// <param name="HasOlder">True exactly if a candle older than the first of this page is stored (for an empty page: older than the requested bound).</param>
    /// <param name="SeriesVersion">Counts the committed changes of the series. Read in the same snapshot as the page.</param>
    /// <param name="DatabaseId">The identity of the database, read in the same snapshot; null if the file has none.</param>
    public sealed record CandlesRead(SeriesKey Series, bool Known, ImmutableArray<Candle> Candles, bool HasOlder, long SeriesVersion, string? DatabaseId = null);

    /// <summary>
    /// Finds the maximal parts of <paramref name="Range"/> that hold no candle, at most <paramref name="Most"/>. <see cref="MissingFound"/> says how far the
    /// search came.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Range">Open times, ms UTC, half-open.</param>
    /// <param name="Deadline">See <see cref="IReadMessage"/>.</param>
    /// <param name="Most">Most ranges of the answer, at least 1.</param>
    /// <param name="Counts">Whether to count the whole series, too. Only the first query of a search needs this.</param>
    public sealed record FindMissing(SeriesKey Series, TimeRange Range, DateTimeOffset Deadline, int Most = FindMissing.MostRanges, bool Counts = true) : IReadMessage
    {
        /// <summary>The maximum that one message for the ledger may hold.</summary>
        public const int MostRanges = WriterProtocol.MaxGapsPerMessage;

        public string Kind => "missing";

        public override string ToString() => $"the search for holes in {Series}";
    }

    /// <param name="Series">The series.</param>
    /// <param name="Range">The searched range: the requested range, or the first part of it.</param>
    /// <param name="Missing">The holes, ascending.</param>
    /// <param name="Counted">The count of the whole series in the same snapshot; null if the query did not ask for it.</param>
    /// <param name="OldestOpen">
    /// Start of the oldest ledger row of the series that is neither filled nor confirmed missing, ms UTC. Null if there is none or the query asked for no count.
    /// </param>
    public sealed record MissingFound(SeriesKey Series, TimeRange Range, ImmutableArray<TimeRange> Missing, SeriesStats? Counted, long? OldestOpen = null);

    /// <summary>Rows of the gap ledger, unresolved ones first, then by time, newest first.</summary>
    /// <param name="Exchange">Only this exchange, or null.</param>
    /// <param name="Symbol">Only this symbol, upper case, or null.</param>
    /// <param name="Interval">Only this interval, or null.</param>
    /// <param name="Verdicts">Only these; empty for all.</param>
    /// <param name="Limit">1 to 5000.</param>
    /// <param name="Deadline">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadGaps(
        Exchange? Exchange,
        string? Symbol,
        Interval? Interval,
        ImmutableArray<GapVerdict> Verdicts,
        int Limit,
        DateTimeOffset Deadline) : IReadMessage
    {
        /// <summary>Only rows that overlap this range of open times, ms UTC, or null.</summary>
        public TimeRange? Range { get; init; }

        public string Kind => "gaps";

        public override string ToString() => "the gap ledger";
    }

    /// <summary>The rows, and the number of rows by verdict under the same filter.</summary>
    public sealed record GapsRead(ImmutableArray<GapRecord> Gaps, ImmutableDictionary<GapVerdict, long> Totals);

    /// <summary>
    /// Reads a paper trader's record, from which the trader continues. Entries are included back to <paramref name="EntryMemory"/> (ms) before the last candle.
    /// Answered with <see cref="TraderRead"/>.
    /// </summary>
    public sealed record ReadTrader(TraderKey Trader, long EntryMemory, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "trader";

        public override string ToString() => $"the record of {Trader}";
    }

    /// <summary><paramref name="Record"/> is null if the trader has not processed a candle yet.</summary>
    public sealed record TraderRead(TraderKey Trader, TraderRecord? Record);

    /// <summary>A trader's signals, ascending by time.</summary>
    public sealed record ReadSignals(TraderKey Trader, PageBounds Bounds, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "signals";

        public override string ToString() => $"signals of {Trader}";
    }

    public sealed record SignalsRead(ImmutableArray<StoredSignal> Signals);

    /// <summary>A trader's trades, open and closed, ascending by the time of their entry.</summary>
    public sealed record ReadTrades(TraderKey Trader, PageBounds Bounds, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "trades";

        public override string ToString() => $"trades of {Trader}";
    }

    public sealed record TradesRead(ImmutableArray<StoredTrade> Trades);

    /// <summary>A trader's equity curve, ascending by time.</summary>
    public sealed record ReadEquity(TraderKey Trader, PageBounds Bounds, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "equity";

        public override string ToString() => $"the equity of {Trader}";
    }

    public sealed record EquityRead(ImmutableArray<EquityPoint> Points);

    /// <summary>When the pages of these series were last compared with their exchange. Answered with <see cref="ComparisonsRead"/>.</summary>
    public sealed record ReadComparisons(ImmutableArray<SeriesKey> Series, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "comparisons";

        public override string ToString() => "the comparisons";
    }

    /// <summary>One entry for each requested series, in the order of the request.</summary>
    public sealed record ComparisonsRead(ImmutableArray<SeriesComparisons> Series);

    /// <summary>The query was not answered.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One sentence.</param>
    /// <param name="RetryAfter">When to try again.</param>
    public sealed record ReadRefused(ReadRefusal Reason, string Detail, TimeSpan RetryAfter);
}

/// <summary>Selects rows of an ascending list: the first rows after <paramref name="After"/>, or the last rows before <paramref name="Before"/>.</summary>
/// <param name="After">Exclusive, ms UTC, or null.</param>
/// <param name="Before">Exclusive, ms UTC, or null.</param>
/// <param name="Limit">1 to 5000.</param>
public sealed record PageBounds(long? After, long? Before, int Limit);

/// <summary>Why a query was not answered.</summary>
public enum ReadRefusal
{
    /// <summary>The readers' queue is full.</summary>
    QueueFull,

    /// <summary>Its deadline passed while it waited or ran.</summary>
    Expired,

    /// <summary>The readers are not open yet, or are closing.</summary>
    NotReady,

    /// <summary>The file cannot be read.</summary>
    Failed,
}
