using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>Reads a backtest's candles directly from a store. The caller closes the store.</summary>
/// <param name="store">The store. Each page is one snapshot.</param>
/// <param name="name">The store's name in a sentence for the user, such as the path of the file.</param>
public sealed class StoreCandleSource(IReadStore store, string name) : ICandleSource
{
    private const int PageSize = 5_000;

    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation) =>
        Read(new ReadCandles(series, PageSize, before, after, TimeSpan.MaxValue), cancellation).Candles;

    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) =>
        Read(new ReadCandles(series, 1, before, null, TimeSpan.MaxValue), cancellation).Candles is [var last] ? last : null;

    public FundingRatesRead ReadFunding(Instrument contract, long from, CancellationToken cancellation) =>
        Read(new ReadFundingRates(contract, from, null, FundingPart.PageSize, TimeSpan.MaxValue), cancellation);

    private TAnswer Read<TAnswer>(IReadMessage<TAnswer> query, CancellationToken cancellation)
        where TAnswer : class, IReadReply
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return (TAnswer)store.Answer(query, Deadline.Never);
        }
        catch (StoreException failure)
        {
            throw new BacktestException(BacktestFailure.Unreadable, $"The database {name} cannot be read: {failure.Message}", failure);
        }
    }
}
