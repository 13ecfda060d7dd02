using CryptoFlow.Simulator.Streams;

namespace CryptoFlow.Simulator.Binance;

/// <summary>
/// The paths of Binance's streams (docs/exchanges.md, Candle streams): <c>/market/ws[/name…]</c> sends the events, <c>/market/stream[?streams=…]</c> wraps them.
/// Only the route <c>/market</c> sends candles. Other routes accept connections and subscriptions, but send no candles.
/// </summary>
internal sealed class BinanceStreams(StreamRules rules) : IStreamApi
{
    private const string Market = "/market";
    private const string Public = "/public";

    public Venue Venue => Venue.Binance;

    public StreamRules Rules => rules;

    public IStreamProtocol? Open(string path, IQueryCollection query)
    {
        var route = path.StartsWith(Market + "/", StringComparison.Ordinal) ? Market : path.StartsWith(Public + "/", StringComparison.Ordinal) ? Public : "";
        var sends = route is Market;
        var rest = path[route.Length..];
        if (rest is "/stream")
            return new BinanceStream(rules, sends, isCombined: true, Names(query["streams"].ToString()));
        if (rest is "/ws" || rest.StartsWith("/ws/", StringComparison.Ordinal))
            return new BinanceStream(rules, sends, isCombined: false, Names(rest["/ws".Length..]));
        return null;
    }

    private static string[] Names(string text) => text.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
