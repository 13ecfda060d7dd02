using CryptoFlow.Errors;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Runs the backfill: in this process, or through the server that has the file open.</summary>
internal interface IBackfillTarget : IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <exception cref="UserError">The backfill does not start, or the request names a series that is not collected (wrong use). The message names the cause.</exception>
    Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation);

    /// <summary>The newest run of each exchange.</summary>
    Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation);
}
