namespace CryptoFlow.Web.Demo;

/// <summary>The simulated exchanges of <c>--demo</c>, within this process.</summary>
public interface IDemoExchanges : IAsyncDisposable
{
    /// <summary>Starts them; where each is reached.</summary>
    /// <param name="startAt">Their clock at the start, ms UTC.</param>
    /// <param name="speed">Their milliseconds in a real one, 1 to 300.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(long startAt, double speed, CancellationToken cancellation);
}
