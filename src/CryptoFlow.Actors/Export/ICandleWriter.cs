using System.Collections.Immutable;

namespace CryptoFlow.Export;

/// <summary>Writes exported candles in one format. Used by one caller at a time. Memory does not depend on the number of candles.</summary>
public interface ICandleWriter : IAsyncDisposable
{
    /// <summary>Writes the next candles, ascending.</summary>
    Task WriteAsync(ImmutableArray<Candle> candles, CancellationToken cancellation);

    /// <summary>Writes the end of the output. Without this call the output is incomplete.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}
