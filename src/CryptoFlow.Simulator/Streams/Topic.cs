using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Streams;

/// <summary>A subscription of a client.</summary>
/// <param name="Name">The subscription as the exchange writes it in its messages. A connection has each name at most once.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Interval">The interval; null if the exchange accepts the subscription and never sends anything about it.</param>
/// <param name="WireInterval">The exchange's name of the interval.</param>
internal sealed record Topic(string Name, string Symbol, Interval? Interval, string WireInterval)
{
    /// <summary>A subscription that the exchange accepts and never sends anything about.</summary>
    public static Topic Silent(string name) => new(name, "", null, "");
}
