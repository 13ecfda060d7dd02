using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <content>The reported state of the streams.</content>
internal sealed partial class CandleStreamsActor
{
    private StreamState StateOf(StreamFigures? figures)
    {
        if (figures is null || _run is not { } run)
            return WithoutConnections();
        var live = figures.NewestShown.Where(s => _judge.IsLive(s.Key, s.Value) && !figures.Refused.ContainsKey(s.Key)).Select(s => s.Key).ToHashSet();
        var isLive = run.Links.All(l => l.IsConnected && l.Topics.Series.Any(live.Contains));
        var refusal = RefusalOf(run, figures.Refused);
        var phase = isLive ? StreamPhase.Live
            : refusal is not null || figures.Lost > 0 || _state.Phase == StreamPhase.Live || _state.Phase == StreamPhase.Dead ? StreamPhase.Dead
            : StreamPhase.Connecting;
        return new StreamState(
            phase,
            phase == StreamPhase.Dead ? refusal ?? figures.LastLoss ?? "no candle comes" : null,
            run.Links.Count(l => l.IsConnected),
            run.Links.Length,
            _series.Length,
            live.Count,
            _lostBefore + figures.Lost,
            _messagesBefore + figures.Messages,
            _droppedBefore + figures.Dropped,
            _closed,
            figures.LastMessageAt ?? _state.LastMessageAt,
            phase == _state.Phase ? _state.Since : _context.Now)
        { Refused = figures.Refused };
    }

    /// <summary>The state while no series is followed, or after a defect.</summary>
    private StreamState WithoutConnections()
    {
        var phase = _defect is null ? StreamPhase.Off : StreamPhase.Dead;
        if (phase == _state.Phase && _defect == _state.Detail)
            return _state;
        return StreamState.Off(_context.Now) with
        {
            Phase = phase,
            Detail = _defect,
            Wanted = _series.Chunk(_protocol.Limits.SeriesPerConnection).Count(),
            Series = _series.Length,
            Reconnects = _lostBefore,
            Messages = _messagesBefore,
            Dropped = _droppedBefore,
            Closed = _closed,
            LastMessageAt = _state.LastMessageAt,
            Since = phase == _state.Phase ? _state.Since : _context.Now,
        };
    }

    /// <summary>A sentence about a connection whose series are all refused; null if there is none.</summary>
    private static string? RefusalOf(StreamRun run, ImmutableDictionary<SeriesKey, string> refused) =>
        run.Links.FirstOrDefault(l => l.Topics.Series.All(refused.ContainsKey)) is { } link
            ? $"the exchange refuses all streams of a connection: {refused[link.Topics.Series[0]]}"
            : null;
}
