using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Web.Backtests;

/// <summary>
/// Reads candles through the readers of the running system, one page per query. Between two pages the readers are free for other clients. The methods block, so
/// call them on a dedicated thread.
/// </summary>
/// <param name="readers">Sends the queries, and sends refused queries again.</param>
internal sealed class RoutedCandleSource(ReaderClient readers) : ICandleSource
{
    /// <summary>Candles per query. As many as a chart's newest page, so that a query occupies a reader no longer than a chart does.</summary>
    private const int PageSize = 1_000;

    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation) =>
        Read(remaining => new ReaderProtocol.ReadCandles(series, PageSize, before, after, remaining), cancellation);

    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) =>
        Read(remaining => new ReaderProtocol.ReadCandles(series, 1, before, null, remaining), cancellation) is [var last] ? last : null;

    public ReaderProtocol.FundingRatesRead ReadFunding(Instrument contract, long from, CancellationToken cancellation)
    {
        var read = readers.AskAsync<ReaderProtocol.FundingRatesRead>(
            remaining => new ReaderProtocol.ReadFundingRates(contract, from, null, FundingPart.PageSize, remaining), cancellation).GetAwaiter().GetResult();
        return read.IsAnswered ? read.Answer : throw new BacktestException(BacktestFailure.Unreadable, $"The funding rates could not be read: {read.Refusal.Detail}");
    }

    private ImmutableArray<Candle> Read(Func<TimeSpan, ReaderProtocol.ReadCandles> query, CancellationToken cancellation)
    {
        var read = readers.AskAsync<ReaderProtocol.CandlesRead>(query, cancellation).GetAwaiter().GetResult();
        return read.IsAnswered ? read.Answer.Candles : throw new BacktestException(BacktestFailure.Unreadable, $"The candles could not be read: {read.Refusal.Detail}");
    }
}
