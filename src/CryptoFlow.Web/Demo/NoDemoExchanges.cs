namespace CryptoFlow.Web.Demo;

/// <summary>Stands in where the program is built without a simulator.</summary>
internal sealed class NoDemoExchanges : IDemoExchanges
{
    public Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(CancellationToken cancellation) =>
        throw new StartRefusedException("This build has no exchange simulator; start without --demo.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
