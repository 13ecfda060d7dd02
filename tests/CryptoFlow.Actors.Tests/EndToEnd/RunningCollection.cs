using CryptoFlow.Collectors;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>A small completed collection from all three exchanges, with a sync each second.</summary>
public sealed class RunningCollection : IAsyncLifetime
{
    public CollectorScene Scene { get; private set; } = null!;

    public async Task InitializeAsync() => Scene = await CollectorScene.StartFilledAsync(new SceneOptions
    {
        Exchanges = [.. ExchangeNames.All],
        HistoryDays = 3,
        Settings = [("Collector:PollIntervalSeconds", "1")],
    });

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    /// <summary>Waits until every exchange works without a failure or a pause.</summary>
    public Task WellAsync() => Task.WhenAll(ExchangeNames.All.Select(e => Scene.Host.CollectorAsync(e, IsWell)));

    /// <summary>Waits until an exchange has completed another sync from now on and works without a failure.</summary>
    public async Task<CollectorState> SyncedAgainAsync(Exchange exchange)
    {
        var last = (await Scene.Host.CollectorAsync(exchange, _ => true)).LastSyncAt;
        return await Scene.Host.CollectorAsync(exchange, c => c.LastSyncAt > last && IsWell(c));
    }

    /// <summary>True if the exchange works without a failure or a pause.</summary>
    public static bool IsWell(CollectorState collector) => collector is { Phase: CollectorPhase.Collecting, PausedUntil: null, LastSyncAt: not null };
}
