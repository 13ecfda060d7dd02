using Akka.Actor;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Collectors;

/// <summary>
/// The WebSocket streams: a child actor that stores a candle as soon as the exchange closes it. The syncs go on as before and judge what the streams bring.
/// </summary>
internal sealed partial class ExchangeCollectorActor
{
    private IActorRef _streams = ActorRefs.Nobody;
    private StreamState? _streamState;

    private void StartStreams()
    {
        if (_context is not { Periodic: true, Streams: not null })
            return;
        _streams = Context.ActorOf(CandleStreamsActor.Props(Self, _context), "streams");
        FollowStreams();
    }

    /// <summary>The streams follow the series that are collected; none while an operator has paused the exchange.</summary>
    private void FollowStreams()
    {
        var isPaused = _context.Client.Budget.Snapshot().HeldSince is not null;
        _streams.Tell(new CandleStreamsProtocol.Follow(isPaused || Stopping ? [] : _series));
    }

    private void TellStreams(SeriesKey series, long newestClosed) =>
        _streams.Tell(new CandleStreamsProtocol.RestAnswered(series, newestClosed, _offset));

    /// <summary>Candles may have closed while there was no connection. Before the first sync there is nothing to hurry.</summary>
    private void OnSyncWanted()
    {
        if (!_syncedOnce || Stopping)
            return;
        if (_sync is null)
            StartSync();
        else
            _syncAgain = true;
    }

    private void StopStreams() => Context.Stop(_streams);
}
