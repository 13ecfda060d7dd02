using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Web.Api.Health;

/// <summary>The WebSocket streams of an exchange. Counters count from the start of the process; times are ms UTC.</summary>
internal sealed record StreamAnswer(
    string Phase,
    long Since,
    string? Detail,
    int Connections,
    int Wanted,
    int Series,
    int LiveSeries,
    long Reconnects,
    long Messages,
    long Closed,
    long? LastMessageAt,
    DroppedAnswer Dropped,
    IReadOnlyList<RefusedSeriesAnswer> Refused)
{
    public static StreamAnswer Of(StreamState s) => new(
        NameOf(s.Phase),
        s.Since,
        s.Detail,
        s.Connections,
        s.Wanted,
        s.Series,
        s.LiveSeries,
        s.Reconnects,
        s.Messages,
        s.Closed,
        s.LastMessageAt,
        new DroppedAnswer(s.Dropped.NotSubscribed, s.Dropped.Unreadable, s.Dropped.Impossible, s.Dropped.Late, s.Dropped.Overflow),
        RefusedSeriesAnswer.ListOf(s.Refused));

    private static string NameOf(StreamPhase phase) => phase switch
    {
        StreamPhase.Off => "off",
        StreamPhase.Connecting => "connecting",
        StreamPhase.Live => "live",
        _ => "dead",
    };
}

/// <summary>Messages and candles of the streams that were dropped, by reason.</summary>
internal sealed record DroppedAnswer(long NotSubscribed, long Unreadable, long Impossible, long Late, long Overflow);
