using Akka.Actor;
using CryptoFlow.Collectors.Streams;

namespace CryptoFlow.Collectors;

/// <summary>
/// The WebSocket streams: a child actor that stores a candle as soon as the exchange closes it. The syncs continue as before, and their answers show whether the
/// streams deliver.
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

    /// <summary>The streams follow the collected series. While an operator has paused the exchange, they follow none.</summary>
    private void FollowStreams()
    {
        var isPaused = _context.Client.Budget.Snapshot().HeldSince is not null;
        _streams.Tell(new CandleStreamsProtocol.Follow(isPaused || Stopping ? [] : _series));
    }

    private void TellStreams(SeriesKey series, long newestClosed) =>
        _streams.Tell(new CandleStreamsProtocol.RestAnswered(series, newestClosed, _offset));

    /// <summary>Candles may have closed while there was no connection, so a sync starts at once. Before the first sync that is not necessary.</summary>
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
