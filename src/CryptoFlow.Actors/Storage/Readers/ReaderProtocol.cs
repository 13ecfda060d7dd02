using System.Collections.Immutable;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Comparisons;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Trading;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query of the file; answered by one of the readers behind <see cref="DbReaderRouterActor"/>.</summary>
public interface IReadMessage
{
    /// <summary>When nobody waits for the answer any more: later it is dropped and counted, or interrupted where it is running.</summary>
    DateTimeOffset Deadline { get; }

    /// <summary>What is asked, in one word: candles, missing, gaps.</summary>
    string Kind { get; }
}

/// <summary>The readers' protocol. A reply is the query's own record, or <see cref="ReadRefused"/>.</summary>
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
    /// <param name="HasOlder">Exactly whether an older candle than the first of these is stored (for an empty page: than the bound asked for).</param>
    /// <param name="SeriesVersion">Counts the committed changes of the series; the page is exact to it.</param>
    public sealed record CandlesRead(SeriesKey Series, bool Known, ImmutableArray<Candle> Candles, bool HasOlder, long SeriesVersion);

    /// <summary>
    /// The maximal ranges of <paramref name="Range"/> that hold no candle, at most <paramref name="Most"/> of them: <see cref="MissingFound"/> says how far the search came.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Range">Open times, ms UTC, half-open.</param>
    /// <param name="Deadline">See <see cref="IReadMessage"/>.</param>
    /// <param name="Most">Most ranges of the answer, at least 1.</param>
    /// <param name="Counts">Whether the whole series is to be counted, too: once a search is enough.</param>
    public sealed record FindMissing(SeriesKey Series, TimeRange Range, DateTimeOffset Deadline, int Most = FindMissing.MostRanges, bool Counts = true) : IReadMessage
    {
        /// <summary>As many as one message for the ledger takes.</summary>
        public const int MostRanges = WriterProtocol.MaxGapsPerMessage;

        public string Kind => "missing";

        public override string ToString() => $"the search for holes in {Series}";
    }

    /// <param name="Series">The series.</param>
    /// <param name="Range">What was searched: what was asked for, or the first part of it.</param>
    /// <param name="Missing">The holes, ascending.</param>
    /// <param name="Counted">The whole series, counted in the same snapshot; null where that was not asked for.</param>
    /// <param name="OldestOpen">Where the ledger's oldest row of the series that is neither filled nor confirmed missing begins, ms UTC, or null; known where it was counted.</param>
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

    /// <summary>The rows, and how many there are of each verdict under the same filter.</summary>
    public sealed record GapsRead(ImmutableArray<GapRecord> Gaps, ImmutableDictionary<GapVerdict, long> Totals);

    /// <summary>
    /// A paper trader's record, to go on from. <paramref name="Cooldown"/> is the length of the stretch of time whose signals are wanted, ms, above 0.
    /// Answered with <see cref="TraderRead"/>.
    /// </summary>
    public sealed record ReadTrader(TraderKey Trader, long Cooldown, DateTimeOffset Deadline) : IReadMessage
    {
        public string Kind => "trader";

        public override string ToString() => $"the record of {Trader}";
    }

    /// <summary><paramref name="Record"/> is null where the trader has processed nothing yet.</summary>
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

    /// <summary>One for each series that was asked for, in that order.</summary>
    public sealed record ComparisonsRead(ImmutableArray<SeriesComparisons> Series);

    /// <summary>The query was not answered.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One sentence.</param>
    /// <param name="RetryAfter">When to try again.</param>
    public sealed record ReadRefused(ReadRefusal Reason, string Detail, TimeSpan RetryAfter);
}

/// <summary>Which rows of an ascending list: the first ones after a time, or else the last ones before one.</summary>
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
