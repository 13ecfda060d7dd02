using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Sockets;

/// <summary>The functions and limits that the actors of all clients share.</summary>
/// <param name="ReadHistory">Reads the history of a series. The token is cancelled when the subscription ends.</param>
/// <param name="Reading">Records each subscription, so that the writer throttles backfill.</param>
/// <param name="Api">The limits.</param>
/// <param name="Counters">Counts dropped clients.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
/// <param name="Forming">Sends the forming candles.</param>
internal sealed record SocketClientSettings(
    Func<SeriesKey, CancellationToken, Task<HistoryRead>> ReadHistory,
    ReadActivity Reading,
    ApiOptions Api,
    SocketCounters Counters,
    TimeProvider Time,
    ILogger Logger,
    IActorRef Forming);
