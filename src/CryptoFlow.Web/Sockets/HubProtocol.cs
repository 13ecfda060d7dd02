using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Web.Sockets;

/// <summary>What a client's actor and the hub say to each other. Local only.</summary>
internal static class HubProtocol
{
    /// <summary>A client has connected. Answered with <see cref="ClientOpened"/>.</summary>
    public sealed record OpenClient(SocketOutbox Outbox);

    public sealed record ClientOpened(IActorRef Client);

    /// <summary>The sender wants the commits of a series. Answered with <see cref="Joined"/>, after which none is left out.</summary>
    /// <param name="Series">Whose commits.</param>
    /// <param name="Id">The sender's subscription.</param>
    public sealed record Join(SeriesKey Series, long Id);

    /// <summary>Answers the <see cref="Join"/> with this <paramref name="Id"/>.</summary>
    public sealed record Joined(long Id);

    /// <summary>Of a joined series, the sender only wants candles from this open time on.</summary>
    public sealed record Narrow(SeriesKey Series, long From);

    public sealed record Leave(SeriesKey Series);

    /// <summary>What a paper trader did on a contract, as messages ready to be sent.</summary>
    public sealed record PaperFrames(ImmutableArray<ReadOnlyMemory<byte>> Utf8);

    /// <summary>One commit, as messages ready to be sent, ascending.</summary>
    public sealed record CommitFrames(SeriesKey Series, long SeriesVersion, ImmutableArray<CandleFrame> Frames, string? DatabaseId = null);
}

/// <summary>A candle as the message that all its subscribers get.</summary>
internal readonly record struct CandleFrame(long OpenTime, ReadOnlyMemory<byte> Utf8);
