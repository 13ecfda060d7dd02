using System.Collections.Immutable;

namespace CryptoFlow.Import;

/// <summary>What storing a page came to, candles each.</summary>
public readonly record struct StoredCounts(int Inserted, int Updated, int Unchanged);

/// <summary>Where imported candles go: to the writer of this process, or to the server that has the file.</summary>
public interface ICandleSink
{
    /// <summary>Stores a page, and returns when it is committed. Storing one twice is harmless.</summary>
    /// <param name="series">The series.</param>
    /// <param name="candles">Closed and possible, ascending, at most <see cref="Storage.Writer.WriterProtocol.MaxCandlesPerMessage"/>.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <exception cref="UserError">It was not stored, and trying again is of no use.</exception>
    Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation);
}
