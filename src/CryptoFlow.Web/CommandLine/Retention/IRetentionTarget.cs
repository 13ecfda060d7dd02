using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>Where old candles are removed: through the server that has the file open, or by this process.</summary>
internal interface IRetentionTarget : IAsyncDisposable
{
    /// <summary>Cancelled when this process is told to stop.</summary>
    CancellationToken Stopping { get; }

    /// <summary>What would be removed. Changes nothing.</summary>
    Task<RetentionAnswer> PlanAsync(CancellationToken cancellation);

    /// <summary>To be called before the first step.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Removes a bounded number of candles, and returns when that is committed.</summary>
    Task<RemovedAnswer> StepAsync(CancellationToken cancellation);
}
