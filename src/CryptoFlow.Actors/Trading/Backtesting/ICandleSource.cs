using System.Collections.Immutable;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>
/// The source of a backtest's candles and funding rates: the file, the readers of a running server, or a list. It may block, because a backtest has its own
/// thread.
/// </summary>
public interface ICandleSource
{
    /// <summary>Reads a page of stored candles, ascending. An empty page means the end.</summary>
    /// <param name="series">The series.</param>
    /// <param name="after">Exclusive lower bound of open times, ms UTC.</param>
    /// <param name="before">Exclusive upper bound of open times, ms UTC.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BacktestException">The candles cannot be read.</exception>
    ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation);

    /// <summary>The newest candle before a time (exclusive, ms UTC), or null.</summary>
    /// <exception cref="BacktestException">The candles cannot be read.</exception>
    Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation);

    /// <summary>The earliest funding rates of a contract from a time on (inclusive, ms UTC), at most <see cref="FundingPart.PageSize"/>.</summary>
    /// <exception cref="BacktestException">The rates cannot be read.</exception>
    FundingRatesRead ReadFunding(Instrument contract, long from, CancellationToken cancellation);
}
