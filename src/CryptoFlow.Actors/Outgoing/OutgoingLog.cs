using System.Net;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Outgoing;

/// <summary>The log messages of outgoing connections.</summary>
internal static partial class OutgoingLog
{
    [LoggerMessage(LogEvents.AddressLost, LogLevel.Warning, "{Host} was reached at {Answered}, but not at all of its addresses: {Lost} ({Suppressed} more since the last line)")]
    public static partial void AddressLost(this ILogger logger, string host, string lost, IPAddress answered, long suppressed);
}
