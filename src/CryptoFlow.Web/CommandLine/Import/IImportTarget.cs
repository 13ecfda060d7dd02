using CryptoFlow.Errors;
using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Stores the candles of an import: in this process, or through the server that has the file open.</summary>
internal interface IImportTarget : ICandleSink, IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <exception cref="UserError">The import is not possible; the message has the reason.</exception>
    Task StartAsync(CancellationToken cancellation);
}
