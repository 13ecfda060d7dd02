namespace CryptoFlow.Web.Demo;

/// <summary>The simulated exchanges of <c>--demo</c>, within this process.</summary>
public interface IDemoExchanges : IAsyncDisposable
{
    /// <summary>Starts them; where each is reached.</summary>
    /// <exception cref="StartRefusedException">They cannot be started; the message says why.</exception>
    Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(CancellationToken cancellation);
}
