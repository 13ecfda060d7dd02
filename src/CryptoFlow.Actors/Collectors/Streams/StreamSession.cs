using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Retries;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// The only owner of one connection: subscribes, keeps it alive, reads its messages, closes it. One task receives and never waits for a consumer; one task sends.
/// </summary>
/// <remarks>
/// A cancelled receive aborts the socket, and <c>CloseAsync</c> may hang. So no receive is ever cancelled. A session ends in this order: close the output, wait a
/// moment, abort, dispose.
/// </remarks>
/// <param name="number">The number of the connection within its exchange. Each message is passed on with this number, so that messages of an old connection can be
/// recognized.</param>
/// <param name="socket">The connected socket. The session disposes it.</param>
/// <param name="protocol">The exchange's texts.</param>
/// <param name="topics">The series of the connection.</param>
/// <param name="sink">Receives each message.</param>
/// <param name="times">The periods.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamSession(
    long number, WebSocket socket, StreamProtocol protocol, StreamTopics topics, IStreamSink sink, StreamTimes times, TimeProvider time)
{
    private readonly SubscriptionBook _book = new(protocol, new Backoff(times.FirstRefusedPause, times.LongestRefusedPause, unchecked((int)number)));
    private readonly TaskCompletionSource _delivers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _heardSincePing = true;
    private long _candleAt = time.GetTimestamp();

    public long Number => number;

    /// <summary>Completes with the first candle. An accepted subscription alone does not prove that candles will come.</summary>
    public Task Delivers => _delivers.Task;

    /// <summary>Ends the session with this reason.</summary>
    public void GiveUp(string reason) => _givenUp.TrySetResult(reason);

    /// <summary>Subscribes again to series whose streams are silent.</summary>
    public void SubscribeAgain(ImmutableArray<SeriesKey> series) => _book.Add(series);

    /// <summary>Runs until the connection ends, and returns the reason of its end.</summary>
    /// <param name="stop">Ends the session with a close handshake.</param>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _book.Add(topics.Series);
        var receiving = ReceiveAsync();
        var sending = SendAsync(ended.Token);
        var first = await Task.WhenAny(receiving, sending, _givenUp.Task).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await CloseAsync(receiving).ConfigureAwait(false);
        await Task.WhenAll(receiving, sending).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private async Task<string> ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.GetMemory(4 * 1024), CancellationToken.None).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                    return $"the exchange has closed the connection ({socket.CloseStatus})";
                buffer.Advance(received.Count);
                if (buffer.WrittenCount > StreamLimits.MostMessageBytes)
                    return $"a message has more than {StreamLimits.MostMessageBytes} bytes";
                if (!received.EndOfMessage)
                    continue;
                OnMessage(buffer.WrittenMemory);
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException)
        {
            return $"the connection is cut ({e.Message})";
        }
    }

    private void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        _heardSincePing = true;
        var message = protocol.Read(utf8, topics);
        switch (message)
        {
            case StreamMessage.Candles candles:
                _book.OnDelivered(candles.Series);
                Volatile.Write(ref _candleAt, time.GetTimestamp());
                sink.OnMessage(number, message);
                _delivers.TrySetResult();
                break;
            case StreamMessage.Accepted accepted:
                foreach (var series in _book.OnAccepted(accepted))
                    sink.OnAccepted(series);
                break;
            case StreamMessage.Refused refused:
                foreach (var series in _book.OnRefused(refused, time.GetElapsedTime(0)))
                    sink.OnRefused(series, refused.Reason);
                break;
            default:
                sink.OnMessage(number, message);
                break;
        }
    }

    /// <summary>Sends the requests, paced, and the pings, and notices silence. Returns the reason why the session has to end.</summary>
    private async Task<string> SendAsync(CancellationToken ended)
    {
        var silence = SilenceOf(topics);
        var pingedAt = time.GetTimestamp();
        try
        {
            while (true)
            {
                if (_book.TakeNext(time.GetElapsedTime(0)) is { } request)
                {
                    await SendTextAsync(request.Utf8).ConfigureAwait(false);
                    await Task.Delay(StreamLimits.SendPause, time, ended).ConfigureAwait(false);
                    continue;
                }

                if (protocol.Limits.PingEvery is { } every && time.GetElapsedTime(pingedAt) >= every)
                {
                    if (!_heardSincePing)
                        return "the exchange does not answer a ping";
                    (_heardSincePing, pingedAt) = (false, time.GetTimestamp());
                    await SendTextAsync(protocol.Ping).ConfigureAwait(false);
                }

                if (!_book.RepeatUnanswered(time.GetElapsedTime(0), times.Answer))
                    return "the exchange does not answer a subscription";

                // A connection whose series are all refused is silent for that reason. It stays open and subscribes again.
                if (_book.Refused == topics.Series.Length)
                    Volatile.Write(ref _candleAt, time.GetTimestamp());
                if (time.GetElapsedTime(Volatile.Read(ref _candleAt)) >= silence)
                    return $"no candle came for {silence.TotalSeconds:0} s";
                await Task.Delay(times.Look, time, ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return "stopped";
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException)
        {
            return $"the connection cannot be written ({e.Message})";
        }
    }

    /// <summary>A blocked send may hang for minutes. At the time limit, the cancellation aborts the socket.</summary>
    private async Task SendTextAsync(ReadOnlyMemory<byte> utf8)
    {
        using var late = new CancellationTokenSource(times.Answer, time);
        await socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, late.Token).ConfigureAwait(false);
    }

    private async Task CloseAsync(Task receiving)
    {
        using var late = new CancellationTokenSource(times.Close, time);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token).ConfigureAwait(false);
            await Task.WhenAny(receiving, Task.Delay(Timeout.InfiniteTimeSpan, time, late.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The abort below ends the connection anyway.
        }

        socket.Abort();
        socket.Dispose();
    }

    /// <summary>The time without any candle after which the connection is dead: each series sends at least one message for each candle.</summary>
    private TimeSpan SilenceOf(StreamTopics of) => TimeSpan.FromMinutes(of.Series.Min(s => s.Interval.Minutes)) + times.Grace;
}
