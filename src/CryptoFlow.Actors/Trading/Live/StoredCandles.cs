using System.Collections.Immutable;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>The file did not answer a trader, several times over.</summary>
public sealed class StoredCandlesUnavailableException(string message) : Exception(message);

/// <summary>What a trader reads, through the readers: each query with a deadline, tried again a few times. No state of its own.</summary>
internal sealed class StoredCandles(TraderSetup setup)
{
    /// <summary>Candles of one query: a few ms of a reader.</summary>
    public const int PageSize = 1_000;

    private const int LedgerRows = 5_000;

    /// <summary>A candle that cannot be read is waited for no longer than for one that the exchange may not have: so many asks confirm that by default.</summary>
    private const int UnreadableAsks = 3;

    private readonly ReaderClient _readers = new(
        setup.Readers,
        setup.Time,
        within: TimeSpan.FromSeconds(5),
        attempts: 5,
        new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), Environment.ProcessId));

    public Task<ImmutableArray<Candle>> LowerAfterAsync(long time, CancellationToken cancellation) => PageAsync(setup.Lower, time, before: null, cancellation);

    /// <summary>
    /// Gives a session the stored higher candles that it is to see by a lower candle's opening. They are only looked for where lower ones are missing,
    /// and only now, when what is missing is known to stay so.
    /// </summary>
    /// <returns>Those of them that are not stored either.</returns>
    public async Task<ImmutableArray<TimeRange>> AddHigherAsync(SessionFeed feed, Candle lower, CancellationToken cancellation)
    {
        var wanted = feed.HigherWanted(in lower);
        if (wanted.IsEmpty)
            return [];

        var missing = wanted.ToHashSet();
        var after = wanted[0] - 1;
        while (true)
        {
            var page = await PageAsync(setup.Higher, after, wanted[^1] + 1, cancellation).ConfigureAwait(false);
            foreach (var candle in page)
            {
                feed.AddHigher(in candle);
                missing.Remove(candle.OpenTime);
                after = candle.OpenTime;
            }

            if (page.Length < PageSize)
                return [.. missing.Order().Select(t => new TimeRange(t, t + setup.Higher.Interval.Milliseconds))];
        }
    }

    /// <summary>The first of some ranges that may still come, or null.</summary>
    /// <param name="series">The series that has no candle in them.</param>
    /// <param name="isCollected">Whether somebody asks the exchange for it here. Where nobody does, only what the ledger calls open may come.</param>
    /// <param name="missing">The ranges.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TimeRange?> FindUnresolvedAsync(SeriesKey series, bool isCollected, ImmutableArray<TimeRange> missing, CancellationToken cancellation)
    {
        if (missing.IsEmpty)
            return null;
        ImmutableArray<GapVerdict> verdicts = isCollected ? [GapVerdict.ConfirmedMissing, GapVerdict.Unreadable] : [GapVerdict.Open, GapVerdict.Repairing];
        var range = new TimeRange(missing.Min(m => m.From), missing.Max(m => m.To));
        var ledger = (await AskAsync<GapsRead>(
            deadline => new ReadGaps(series.Exchange, series.Symbol, series.Interval, verdicts, LedgerRows, deadline) { Range = range }, cancellation).ConfigureAwait(false)).Gaps;
        return isCollected
            ? HoleRule.FindUnresolved(missing, ledger.Where(g => g.Verdict == GapVerdict.ConfirmedMissing || g.Asks >= UnreadableAsks).Select(g => g.Range))
            : missing.Where(range => ledger.Any(g => g.Range.Overlaps(range))).Select(range => (TimeRange?)range).FirstOrDefault();
    }

    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<T> AskAsync<T>(Func<DateTimeOffset, IReadMessage> query, CancellationToken cancellation)
        where T : class
    {
        var reply = await _readers.AskAsync(query, cancellation).ConfigureAwait(false);
        return reply as T ?? throw new StoredCandlesUnavailableException((reply as ReadRefused)?.Detail ?? $"The readers answered with {reply.GetType().Name}.");
    }

    private async Task<ImmutableArray<Candle>> PageAsync(SeriesKey series, long after, long? before, CancellationToken cancellation) =>
        (await AskAsync<CandlesRead>(deadline => new ReadCandles(series, PageSize, before, after, deadline), cancellation).ConfigureAwait(false)).Candles;
}
