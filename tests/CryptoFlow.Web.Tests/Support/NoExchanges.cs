using CryptoFlow.Errors;
using CryptoFlow.Web.Demo;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Simulated exchanges that fail to start.</summary>
internal sealed class NoExchanges : IDemoExchanges
{
    public const string Refusal = "The simulated exchanges cannot be started.";

    public Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(long startAt, double speed, CancellationToken cancellation) =>
        throw new UserError(Refusal);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
