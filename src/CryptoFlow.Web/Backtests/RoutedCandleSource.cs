using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Backtests;

/// <summary>
/// Reads candles through the readers of the running system, one page per query, each query with a deadline. Between two pages the readers are
/// free for other clients. A refused query is retried up to five times. The methods block, so call them on a dedicated thread.
/// </summary>
internal sealed class RoutedCandleSource(ReadQueries queries, TimeProvider time) : ICandleSource
{
    /// <summary>Candles per query. As many as a chart's newest page, so that a query occupies a reader no longer than a chart does.</summary>
    private const int PageSize = 1_000;

    private const int Tries = 6;

    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation) =>
        Read(deadline => new ReaderProtocol.ReadCandles(series, PageSize, before, after, deadline), cancellation);

    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) =>
        Read(deadline => new ReaderProtocol.ReadCandles(series, 1, before, null, deadline), cancellation) is [var last] ? last : null;

    private ImmutableArray<Candle> Read(Func<DateTimeOffset, IReadMessage> query, CancellationToken cancellation) =>
        ReadAsync(query, cancellation).GetAwaiter().GetResult();

    private async Task<ImmutableArray<Candle>> ReadAsync(Func<DateTimeOffset, IReadMessage> query, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (read, problem) = await queries.AskAsync<ReaderProtocol.CandlesRead>(query, cancellation).ConfigureAwait(false);
            if (read is not null)
                return read.Candles;
            if (attempt == Tries)
                throw new BacktestException(BacktestFailure.Unreadable, problem!.Error);
            await Task.Delay(problem!.RetryAfter ?? TimeSpan.FromSeconds(1), time, cancellation).ConfigureAwait(false);
        }
    }
}
