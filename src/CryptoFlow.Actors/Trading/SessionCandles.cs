using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading;

/// <summary>The readers refused a query several times.</summary>
public sealed class StoredCandlesUnavailableException(string message) : Exception(message);

/// <summary>Reads the candles of a <see cref="SessionFeed"/> from the readers, page by page. No state of its own.</summary>
/// <param name="readers">Sends the queries, and sends refused queries again.</param>
/// <param name="traded">The traded series.</param>
internal sealed class SessionCandles(ReaderClient readers, SeriesKey traded)
{
    /// <summary>The most candles of one query, which takes a reader a few ms.</summary>
    public const int PageSize = 1_000;

    /// <summary>The stored traded candles after a time (ms UTC, exclusive); fewer than <see cref="PageSize"/> at the end.</summary>
    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public Task<CandlesRead> TradedAfterAsync(long time, CancellationToken cancellation) => PageAsync(traded, time, before: null, cancellation);

    /// <summary>
    /// Gives a session the stored candles of a context series that it should see when a traded candle opens. They are read only if traded candles are missing.
    /// </summary>
    /// <returns>The needed context candles that are not stored.</returns>
    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<ImmutableArray<TimeRange>> AddContextAsync(SessionFeed feed, SeriesKey series, Candle candle, CancellationToken cancellation)
    {
        var wanted = feed.ContextWanted(series.Interval, in candle);
        if (wanted.IsEmpty)
            return [];

        var missing = wanted.ToHashSet();
        var after = wanted[0] - 1;
        while (true)
        {
            var page = await PageAsync(series, after, wanted[^1] + 1, cancellation).ConfigureAwait(false);
            foreach (var stored in page.Candles)
            {
                feed.AddContext(series.Interval, in stored);
                missing.Remove(stored.OpenTime);
                after = stored.OpenTime;
            }

            if (page.Candles.Length < PageSize)
                return [.. missing.Order().Select(t => new TimeRange(t, t + series.Interval.Milliseconds))];
        }
    }

    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public Task<CandlesRead> PageAsync(SeriesKey series, long? after, long? before, CancellationToken cancellation, int limit = PageSize) =>
        AskAsync(remaining => new ReadCandles(series, limit, before, after, remaining), cancellation);

    /// <exception cref="StoredCandlesUnavailableException">The readers refused several times.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(Func<TimeSpan, IReadMessage<TAnswer>> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply
    {
        var read = await readers.AskAsync(query, cancellation).ConfigureAwait(false);
        return read.IsAnswered ? read.Answer : throw new StoredCandlesUnavailableException(read.Refusal.Detail);
    }
}
