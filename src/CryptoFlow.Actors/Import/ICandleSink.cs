using System.Collections.Immutable;
using CryptoFlow.Errors;

namespace CryptoFlow.Import;

/// <summary>
/// The result of storing a page: numbers of candles. <paramref name="NotKept"/> were left out, because retention does not keep candles of their time.
/// </summary>
public readonly record struct StoredCounts(int Inserted, int Updated, int Unchanged, int NotKept = 0);

/// <summary>Stores imported candles: through the writer of this process, or through the server that has the file open.</summary>
public interface ICandleSink
{
    /// <summary>Stores a page, and returns when the page is committed. Storing a page twice is harmless.</summary>
    /// <param name="series">The series.</param>
    /// <param name="candles">Closed, valid candles, ascending, at most <see cref="Storage.Writer.WriterProtocol.MaxCandlesPerMessage"/>.</param>
    /// <param name="cancellation">Stops further tries.</param>
    /// <exception cref="UserError">The page was not stored, and another try would fail, too.</exception>
    Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation);
}
