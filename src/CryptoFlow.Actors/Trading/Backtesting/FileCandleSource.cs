using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>Reads a backtest's candles directly from the file. The caller closes the file.</summary>
public sealed class FileCandleSource(CandleFile file) : ICandleSource
{
    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation) =>
        Read(() => file.ReadForward(series, after, before, cancellation));

    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) => Read(() => file.ReadLast(series, before, cancellation));

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (StorageException failure)
        {
            throw new BacktestException(BacktestFailure.Unreadable, $"The database {file.Path} cannot be read: {failure.Message}", failure);
        }
    }
}
