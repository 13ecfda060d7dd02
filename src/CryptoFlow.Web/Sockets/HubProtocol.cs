using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Web.Sockets;

/// <summary>Messages between the clients' actors and the hub. Local only.</summary>
internal static class HubProtocol
{
    /// <summary>A client has connected. Answered with <see cref="ClientOpened"/>.</summary>
    public sealed record OpenClient(SocketOutbox Outbox);

    public sealed record ClientOpened(IActorRef Client);

    /// <summary>Subscribes the sender to the commits of a series. The hub answers with <see cref="Joined"/> and sends every later commit.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Id">The id of the sender's subscription.</param>
    public sealed record Join(SeriesKey Series, long Id);

    /// <summary>Answers the <see cref="Join"/> with this <paramref name="Id"/>.</summary>
    public sealed record Joined(long Id);

    /// <summary>Limits a joined series to candles that open at or after this time, ms UTC.</summary>
    public sealed record Narrow(SeriesKey Series, long From);

    public sealed record Leave(SeriesKey Series);

    /// <summary>Subscribes the sender to the forming candle of a series, until the sender sends <see cref="LeaveForming"/> or stops.</summary>
    public sealed record WatchForming(SeriesKey Series);

    public sealed record LeaveForming(SeriesKey Series);

    /// <summary>The newest values of a forming candle as an encoded message that all watchers share.</summary>
    public sealed record FormingFrame(SeriesKey Series, CandleFrame Frame);

    /// <summary>A step of a paper trader on a contract, as encoded messages.</summary>
    public sealed record PaperFrames(ImmutableArray<ReadOnlyMemory<byte>> Utf8);

    /// <summary>The candles of one commit as encoded messages, ascending by open time; or one message about the candles that the commit has deleted.</summary>
    public sealed record CommitFrames(SeriesKey Series, long SeriesVersion, ImmutableArray<CandleFrame> Frames, string? DatabaseId = null);
}

/// <summary>A candle, or a deletion, as the encoded message that all subscribers share.</summary>
/// <param name="OpenTime">The open time of the candle; for a deletion the last open time of its ranges. ms UTC.</param>
/// <param name="Utf8">The message.</param>
internal readonly record struct CandleFrame(long OpenTime, ReadOnlyMemory<byte> Utf8);
