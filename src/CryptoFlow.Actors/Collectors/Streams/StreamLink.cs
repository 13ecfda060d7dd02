using System.Net.WebSockets;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Retries;

namespace CryptoFlow.Collectors.Streams;

/// <summary>The settings that all links of an exchange share.</summary>
/// <param name="Address">The address of the exchange's streams.</param>
/// <param name="Protocol">The exchange's texts.</param>
/// <param name="ConnectAsync">Opens a socket.</param>
/// <param name="Times">The periods.</param>
/// <param name="Seed">Seed of the jitter.</param>
/// <param name="Time">The clock.</param>
internal sealed record StreamLinkSetup(
    Uri Address,
    StreamProtocol Protocol,
    Func<Uri, CancellationToken, Task<WebSocket>> ConnectAsync,
    StreamTimes Times,
    int Seed,
    TimeProvider Time)
{
    private long _lastNumber;

    /// <summary>The number of the next connection of the exchange.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);
}

/// <summary>
/// Keeps some series of an exchange connected: connects, connects again after a failure with back-off, and replaces an old connection before the exchange cuts it.
/// One task owns the connections, so an end that is reported twice cannot start two connections.
/// </summary>
internal sealed class StreamLink(StreamTopics topics, StreamLinkSetup setup, IStreamSink sink, int index)
{
    private readonly Backoff _backoff = new(setup.Times.FirstPause, setup.Times.LongestPause, SeedOf(setup.Seed, (int)setup.Protocol.Exchange, index));
    private volatile StreamSession? _session;

    public StreamTopics Topics => topics;

    /// <summary>Whether a connection is open.</summary>
    public bool IsConnected => _session is not null;

    /// <summary>Ends the connection with this reason. The link then opens another one.</summary>
    public void Reconnect(string reason) => _session?.GiveUp(reason);

    /// <summary>Subscribes again to series whose streams are silent while other series of the connection are not.</summary>
    public void SubscribeAgain(IEnumerable<SeriesKey> series) => _session?.SubscribeAgain([.. series]);

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Running? current = null;
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            current ??= await OpenAsync(stop).ConfigureAwait(false);
            if (current is not null && await HasGrownOldAsync(current, stop).ConfigureAwait(false))
            {
                current = await ReplaceAsync(current, stop).ConfigureAwait(false);
                continue;
            }

            if (current is not null)
            {
                var reason = await EndAsync(current).ConfigureAwait(false);
                failures = current.HasDelivered && current.Age(setup.Time) >= setup.Times.Stable ? 0 : failures;
                current = null;
                if (stop.IsCancellationRequested)
                    return;
                sink.OnLost(topics.Series, reason);
            }

            failures++;
            await PauseAsync(_backoff.Delay(Math.Min(failures, 20)), stop).ConfigureAwait(false);
        }

        if (current is not null)
            await EndAsync(current).ConfigureAwait(false);
    }

    /// <summary>Opens a connection; null if that fails.</summary>
    private async Task<Running?> OpenAsync(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(setup.Times.Connect, setup.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            var socket = await setup.ConnectAsync(setup.Address, either.Token).ConfigureAwait(false);
            var session = new StreamSession(setup.NextNumber(), socket, setup.Protocol, topics, sink, setup.Times, setup.Time);
            var opened = new Running(session, setup.Time.GetTimestamp(), stop);
            _session = session;
            sink.OnConnected(topics.Series);
            return opened;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            if (!stop.IsCancellationRequested)
            {
                var isLate = late.IsCancellationRequested && (e is OperationCanceledException || Cause(e) is OperationCanceledException);

                // While an old connection is replaced, it still has the series.
                sink.OnLost(IsConnected ? [] : topics.Series, isLate ? $"no connection within {setup.Times.Connect.TotalSeconds:0} s" : $"no connection ({Cause(e).Message})");
            }

            return null;
        }
    }

    /// <summary>Waits until the connection ends, or is so old that it has to be replaced.</summary>
    private async Task<bool> HasGrownOldAsync(Running connection, CancellationToken stop)
    {
        var jitter = new Random(SeedOf(setup.Seed, index, (int)connection.Session.Number)).NextDouble();
        var left = setup.Times.Lifetime - TimeSpan.FromHours(jitter) - connection.Age(setup.Time);
        await WaitAsync(connection.Ended, left, stop).ConfigureAwait(false);
        return !connection.Ended.IsCompleted && !stop.IsCancellationRequested;
    }

    /// <summary>
    /// Opens a second connection, and ends the first one when the second delivers. If the second does not deliver in time, the first one stays until the next
    /// attempt.
    /// </summary>
    private async Task<Running> ReplaceAsync(Running old, CancellationToken stop)
    {
        if (await OpenAsync(stop).ConfigureAwait(false) is not { } next)
        {
            await WaitAsync(old.Ended, setup.Times.LongestPause, stop).ConfigureAwait(false);
            return old;
        }

        await WaitAsync(Task.WhenAny(next.Session.Delivers, next.Ended), setup.Times.Overlap, stop).ConfigureAwait(false);
        var (kept, ended) = next.HasDelivered || old.Ended.IsCompleted ? (next, old) : (old, next);
        _session = kept.Session;
        await ended.StopAsync().ConfigureAwait(false);
        if (kept == old)
            await WaitAsync(old.Ended, setup.Times.LongestPause, stop).ConfigureAwait(false);
        return kept;
    }

    private async Task<string> EndAsync(Running connection)
    {
        var reason = await connection.StopAsync().ConfigureAwait(false);
        _session = null;
        return reason;
    }

    private async Task WaitAsync(Task what, TimeSpan atMost, CancellationToken stop)
    {
        if (atMost <= TimeSpan.Zero)
            return;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(what, Task.Delay(atMost, setup.Time, waited.Token)).ConfigureAwait(false);
        await waited.CancelAsync().ConfigureAwait(false);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop) =>
        await Task.Delay(pause, setup.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static int SeedOf(int seed, int a, int b) => unchecked((((seed * 397) ^ a) * 397) ^ b);

    private static Exception Cause(Exception e) => e.InnerException is { } inner ? Cause(inner) : e;

    /// <summary>A running session.</summary>
    private sealed class Running
    {
        private readonly CancellationTokenSource _stop;
        private readonly long _since;

        public Running(StreamSession session, long since, CancellationToken stop)
        {
            (Session, _since) = (session, since);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Ended = session.RunAsync(_stop.Token);
        }

        public StreamSession Session { get; }

        public Task<string> Ended { get; }

        public bool HasDelivered => Session.Delivers.IsCompleted;

        public TimeSpan Age(TimeProvider time) => time.GetElapsedTime(_since);

        /// <summary>Ends the session, if it still runs, and returns the reason of its end.</summary>
        public async Task<string> StopAsync()
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            var reason = await Ended.ConfigureAwait(false);
            _stop.Dispose();
            return reason;
        }
    }
}
