using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Backtests;

/// <summary>
/// Candles read through the running system's readers, a page a question, each with its deadline: between two pages the readers serve
/// everybody else. A question that is refused for load is put again a few times. Blocks, so it belongs to a thread of its own.
/// </summary>
internal sealed class RoutedCandleSource(ReadQueries queries, TimeProvider time) : ICandleSource
{
    /// <summary>As many as the newest page of a chart: a reader is never away for longer.</summary>
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
