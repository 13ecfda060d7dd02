using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>Removes old candles: through the server that has the file open, or in this process.</summary>
internal interface IRetentionTarget : IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Lists the candles that would be removed. Changes nothing.</summary>
    Task<RetentionAnswer> PlanAsync(CancellationToken cancellation);

    /// <summary>Call before the first step.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Removes a bounded number of candles, and returns after COMMIT.</summary>
    Task<RemovedAnswer> StepAsync(CancellationToken cancellation);
}
