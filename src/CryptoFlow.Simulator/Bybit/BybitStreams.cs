using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>The paths of Bybit's public streams (docs/exchanges.md, Candle streams). The other categories exist and have no contracts.</summary>
internal sealed class BybitStreams(StreamRules rules, ExchangeMarket market) : IStreamApi
{
    private int _connections;

    public Venue Venue => Venue.Bybit;

    public StreamRules Rules => rules;

    public IStreamProtocol? Open(string path, IQueryCollection query) => path switch
    {
        "/v5/public/linear" => new BybitStream(ConnectionId(), market.Instruments(Venue)),
        "/v5/public/spot" or "/v5/public/inverse" or "/v5/public/option" => new BybitStream(ConnectionId(), []),
        _ => null,
    };

    private string ConnectionId() => $"simulated-{Interlocked.Increment(ref _connections)}";
}
