using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>The path of Bitget's public stream (docs/exchanges.md, Candle streams).</summary>
internal sealed class BitgetStreams(StreamRules rules, ExchangeMarket market) : IStreamApi
{
    public Venue Venue => Venue.Bitget;

    public StreamRules Rules => rules;

    public IStreamProtocol? Open(string path, IQueryCollection query) =>
        path is "/v2/ws/public" ? new BitgetStream(rules, market) : null;
}
