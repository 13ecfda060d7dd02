using System.Collections.Immutable;
using Akka;
using Akka.Streams.Dsl;
using Akka.Util;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// The Akka.Streams source of an exchange's closed candles. It opens the connections when it is materialized, keeps them open, and closes them when it ends.
/// </summary>
/// <remarks>
/// The connections restart inside of the source, not by <c>RestartSource</c>: that would lose the queue with each restart, take an ordinary end for a failure, use
/// jitter without a seed, and not notice a silent connection.
/// </remarks>
internal static class CandleStreams
{
    /// <param name="hub">Collects the messages of the connections.</param>
    /// <param name="links">The connections.</param>
    /// <param name="stop">Ends the source, after the candles that have arrived.</param>
    public static Source<ClosedByStream, NotUsed> Source(StreamHub hub, ImmutableArray<StreamLink> links, CancellationToken stop) =>
        Akka.Streams.Dsl.Source.UnfoldResourceAsync(
            () => Task.FromResult(new Connections(hub, links, stop)),
            connections => connections.ReadAsync(),
            connections => connections.CloseAsync());

    private sealed class Connections
    {
        private readonly StreamHub _hub;
        private readonly CancellationTokenSource _stop;
        private readonly Task _running;

        public Connections(StreamHub hub, ImmutableArray<StreamLink> links, CancellationToken stop)
        {
            _hub = hub;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _running = RunAsync(links);
        }

        public async Task<Option<ClosedByStream>> ReadAsync()
        {
            while (await _hub.Closed.WaitToReadAsync().ConfigureAwait(false))
            {
                if (_hub.Closed.TryRead(out var closed))
                    return closed;
            }

            return Option<ClosedByStream>.None;
        }

        public async Task<Done> CloseAsync()
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            _stop.Dispose();
            return Done.Instance;
        }

        private async Task RunAsync(ImmutableArray<StreamLink> links)
        {
            try
            {
                // If a defect ends one connection, the others end too, and the actor starts all of them again.
                var running = links.Select(link => Task.Run(() => link.RunAsync(_stop.Token))).ToList();
                await Task.WhenAny(running).ConfigureAwait(false);
                await _stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(running).ConfigureAwait(false);
                _hub.Complete();
            }
            catch (Exception defect) when (defect is not OutOfMemoryException)
            {
                _hub.Complete(defect);
            }
        }
    }
}
