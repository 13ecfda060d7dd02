using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Who does the backfill: this process, or the server that has the file.</summary>
internal interface IBackfillTarget : IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <exception cref="UserError">The backfill does not start, or the request names what is not collected (wrong use); the message says so.</exception>
    Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation);

    /// <summary>The newest run of each exchange.</summary>
    Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation);
}
