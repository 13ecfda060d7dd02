using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Exchanges;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Collectors;

/// <summary>What a collector reports while its exchange is paused, because the exchange has refused a request of any kind.</summary>
public sealed class CollectorRefusalTests() : TestKit(ActorTestSettings.Patient), IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ExchangeSimulator _market = null!;
    private TestProbe _reports = null!;
    private IExchangeClient _client = null!;

    public async Task InitializeAsync()
    {
        _market = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0 });
        var address = _market.BaseAddress(Venue.Bybit);
        _reports = CreateTestProbe();
        _client = ExchangeClients.Create(
            Exchange.Bybit, address, TimeProvider.System, NullLoggerFactory.Instance, budget: ExchangeClients.CreateBudget(Exchange.Bybit, _time));
        Sys.ActorOf(ExchangeCollectorActor.Props(_reports, BybitContext.Create(CreateTestProbe(), _client, address)));
        Reported(c => c.Phase == CollectorPhase.Collecting);
    }

    public Task DisposeAsync() => _market.DisposeAsync().AsTask();

    [Fact]
    public void It_waits_with_the_exchanges_words_until_the_end_of_the_pause_and_then_collects()
    {
        _client.Budget.Refused(_time.GetUtcNow().AddHours(1), "Bybit: HTTP 429");

        var paused = Reported(c => c.PausedUntil is not null);
        Assert.Equal((CollectorPhase.Waiting, "Bybit: HTTP 429"), (paused.Phase, paused.Detail));

        _time.Advance(TimeSpan.FromHours(1));
        var collects = Reported(c => c.PausedUntil is null);
        Assert.Equal((CollectorPhase.Collecting, null), (collects.Phase, collects.Detail));
    }

    [Fact]
    public void It_goes_on_collecting_where_the_budget_pauses_to_prevent_a_refusal()
    {
        _client.Budget.PauseUntil(_time.GetUtcNow().AddSeconds(5), "Bybit: nothing is left of an endpoint's limit");

        Assert.Equal(CollectorPhase.Collecting, Reported(c => c.PausedUntil is not null).Phase);
    }

    private CollectorState Reported(Func<CollectorState, bool> expected) => ((CollectorProtocol.CollectorReported)_reports.FishForMessage(
        message => message is CollectorProtocol.CollectorReported reported && expected(reported.State))).State;
}
