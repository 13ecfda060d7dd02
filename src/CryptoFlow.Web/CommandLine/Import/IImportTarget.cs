using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Who stores the candles: this process, or the server that has the file.</summary>
internal interface IImportTarget : ICandleSink, IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <exception cref="UserError">It cannot be; the message says why.</exception>
    Task StartAsync(CancellationToken cancellation);
}
