using System.Collections.Immutable;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Candles;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>Stores the exchange's values: through the server that has the file open, or through the writer in this process.</summary>
internal interface IRepairTarget : IAsyncDisposable
{
    /// <summary>Most candles of one page.</summary>
    const int MostCandles = WriterProtocol.MaxCandlesPerMessage;

    /// <summary>Most open times of one deletion.</summary>
    const int MostDeleted = DeleteCandlesApi.MostTimes;

    /// <exception cref="UserError">A repair is not possible; the message has the reason.</exception>
    Task StartAsync(CancellationToken cancellation);

    /// <returns>The number of candles that were added or changed.</returns>
    /// <exception cref="UserError">The candles could not be stored.</exception>
    Task<long> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation);

    /// <returns>The number of rows that were deleted.</returns>
    /// <exception cref="UserError">The rows could not be deleted.</exception>
    Task<long> DeleteAsync(SeriesKey series, ImmutableArray<long> openTimes, CancellationToken cancellation);

    /// <summary>
    /// Corrects the recorded count of a series, unless the series has changed since it was counted. A server corrects the count by itself at its next search for
    /// gaps.
    /// </summary>
    Task CorrectCountAsync(SeriesStats counted, CancellationToken cancellation);
}
