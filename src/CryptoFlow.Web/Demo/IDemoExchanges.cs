namespace CryptoFlow.Web.Demo;

/// <summary>The simulated exchanges of <c>--demo</c>, within this process.</summary>
public interface IDemoExchanges : IAsyncDisposable
{
    /// <summary>Starts the exchanges and returns the address of each. Its host and port also serve the WebSocket streams.</summary>
    /// <param name="startAt">The exchanges' clock at the start, ms UTC.</param>
    /// <param name="speed">Speed of the exchanges' clock as a multiple of real time, 1 to 300.</param>
    /// <param name="cancellation">Cancels the start.</param>
    Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(long startAt, double speed, CancellationToken cancellation);
}
