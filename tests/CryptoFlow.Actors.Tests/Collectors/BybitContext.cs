using Akka.Actor;
using CryptoFlow.Exchanges;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Collectors;

/// <summary>The context of a collector of Bybit with one series and one day of history, for tests about the collector itself.</summary>
internal static class BybitContext
{
    /// <summary>An address at which no program listens.</summary>
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    /// <param name="writer">Gets the messages for the writer, and those for the readers.</param>
    /// <param name="client">The exchange; by default the real client of <paramref name="address"/>.</param>
    /// <param name="address">The address of the exchange.</param>
    /// <param name="periodic">Whether the collector syncs by itself.</param>
    public static CollectorContext Create(IActorRef writer, IExchangeClient? client = null, Uri? address = null, bool periodic = false)
    {
        address ??= Nowhere;
        return new CollectorContext(
            new ExchangePlan(Exchange.Bybit, address, HistoryDays: 1, ["BTCUSDT"], [Interval.M15]),
            client ?? ExchangeClients.Create(Exchange.Bybit, address, TimeProvider.System, NullLoggerFactory.Instance),
            writer,
            Readers: writer,
            new CollectorOptions(),
            periodic,
            TimeProvider.System,
            Seed: 1,
            NullLogger.Instance);
    }
}
