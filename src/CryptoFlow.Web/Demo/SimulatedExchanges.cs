using CryptoFlow.Simulator;

namespace CryptoFlow.Web.Demo;

/// <summary>The exchange simulator with a synthetic market, on free loopback ports.</summary>
internal sealed class SimulatedExchanges : IDemoExchanges
{
    private ExchangeSimulator? _simulator;

    public async Task<IReadOnlyDictionary<Exchange, Uri>> StartAsync(long startAt, double speed, CancellationToken cancellation)
    {
        _simulator = await ExchangeSimulator.StartAsync(new SimulatorOptions { StartMs = startAt, Speed = speed }, cancellation);
        return new Dictionary<Exchange, Uri>
        {
            [Exchange.Binance] = _simulator.BaseAddress(Venue.Binance),
            [Exchange.Bybit] = _simulator.BaseAddress(Venue.Bybit),
            [Exchange.Bitget] = _simulator.BaseAddress(Venue.Bitget),
        };
    }

    public ValueTask DisposeAsync() => _simulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}
