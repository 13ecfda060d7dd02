using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>Who does the backfill: this process, or the server that has the file.</summary>
internal interface IBackfillTarget : IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <exception cref="InputException">The request names what is not collected.</exception>
    /// <exception cref="StartRefusedException">It does not start; the message says why.</exception>
    Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation);

    /// <summary>The newest run of each exchange.</summary>
    Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation);
}
