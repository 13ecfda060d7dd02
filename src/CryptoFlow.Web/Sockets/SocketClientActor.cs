using System.Net.WebSockets;
using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.Sockets;

/// <summary>What all clients' actors need.</summary>
internal sealed record SocketClientSettings(
    Func<IActorRef> Readers,
    CollectionPlan Plan,
    ApiOptions Api,
    SocketCounters Counters,
    TimeProvider Time,
    ILogger Logger);

/// <summary>
/// The protocol of one WebSocket client, without the socket: takes its messages, keeps its subscriptions, fills its outbox.
/// Subscriptions are opened one at a time, the next when the history of the one before is out, so that a client costs at
/// most one read and one history at once. It ends itself when the outbox refuses: a client that does not read is let go.
/// </summary>
internal sealed class SocketClientActor : ReceiveActor
{
    private const int MaxSubscriptions = 64;
    private const int MaxBadMessages = 10;

    private readonly SocketOutbox _outbox;
    private readonly SocketClientSettings _settings;
    private readonly Dictionary<SeriesKey, LiveSeam> _subscriptions = [];
    private readonly Queue<(SeriesKey Series, LiveSeam Seam)> _waiting = new();
    private (SeriesKey Series, LiveSeam Seam)? _opening;
    private int _badMessages;

    public SocketClientActor(SocketOutbox outbox, SocketClientSettings settings)
    {
        _outbox = outbox;
        _settings = settings;
        Receive<ClientSent>(OnClientSent);
        Receive<HubProtocol.Joined>(OnJoined);
        Receive<HistoryAnswered>(OnHistory);
        Receive<HistoryOut>(_ => OpenNext());
        Receive<HubProtocol.CommitFrames>(OnCommit);
        Receive<HubProtocol.PaperFrames>(OnPaper);
        Receive<ClientGone>(_ => Context.Stop(Self));
    }

    /// <summary>The end of the outbox, whoever decides it, is the end of this actor.</summary>
    protected override void PreStart()
    {
        var self = Self;
        _outbox.Closing.Register(() => self.Tell(ClientGone.Instance));
    }

    protected override void PostStop() => _outbox.Close(new SocketEnd(WebSocketCloseStatus.InternalServerError, "The server ended this connection.", true));

    private void OnClientSent(ClientSent sent)
    {
        // The reader of the socket waits for this before it reads on: a client cannot flood the mailbox.
        Sender.Tell(ClientHeard.Instance);
        try
        {
            var message = ClientMessage.Parse(sent.Utf8);
            if (message.Type == ClientMessageType.Subscribe)
                Subscribe(message.Series);
            else
                Unsubscribe(message.Series);
            _badMessages = 0;
        }
        catch (InputException wrong)
        {
            Complain(wrong.Message);
        }
    }

    private void Subscribe(SeriesKey series)
    {
        // Subscribing again starts again: the client gets a fresh history, such as after it has lost its own.
        if (!_subscriptions.ContainsKey(series) && _subscriptions.Count >= MaxSubscriptions)
            throw new InputException($"This client has {MaxSubscriptions} subscriptions, which is all that are allowed; unsubscribe from one first.");
        if (_waiting.Any(w => w.Series == series && _subscriptions[series] == w.Seam))
            return;

        if (_subscriptions.ContainsKey(series))
            Context.Parent.Tell(new HubProtocol.Leave(series));

        var seam = new LiveSeam(_settings.Api.WebSocketQueueLimit);
        _subscriptions[series] = seam;
        _waiting.Enqueue((series, seam));
        if (_opening is null)
            OpenNext();
    }

    private void Unsubscribe(SeriesKey series)
    {
        if (!_subscriptions.Remove(series))
            throw new InputException($"There is no subscription to {series}.");

        Context.Parent.Tell(new HubProtocol.Leave(series));
        Send(SocketMessages.Unsubscribed(series));
    }

    private void OpenNext()
    {
        _opening = null;
        while (_opening is null && _waiting.TryDequeue(out var next))
        {
            // What was unsubscribed from, or subscribed to anew, while it waited is passed over.
            if (!IsCurrent(next))
                continue;

            _opening = next;
            Context.Parent.Tell(new HubProtocol.Join(next.Series));
        }
    }

    private void OnJoined(HubProtocol.Joined joined)
    {
        if (_opening is not { } opening || opening.Series != joined.Series)
            return;

        ReadActivity.Of(Context.System).Asked();
        var timeout = TimeSpan.FromMilliseconds(_settings.Api.ReadTimeoutMs);
        var query = new ReaderProtocol.ReadCandles(joined.Series, LiveSeam.HistoryCandles, null, null, _settings.Time.GetUtcNow() + timeout);
        _settings.Readers().Ask<object>(query, timeout).PipeTo(
            Self,
            success: reply => new HistoryAnswered(opening.Seam, reply),
            failure: _ => new HistoryAnswered(opening.Seam, null));
    }

    private void OnHistory(HistoryAnswered answered)
    {
        if (_opening is not { } opening || opening.Seam != answered.Seam)
            return;
        if (!IsCurrent(opening))
        {
            OpenNext();
            return;
        }

        switch (answered.Reply)
        {
            case ReaderProtocol.CandlesRead read when read.Known || _settings.Plan.Series.Contains(read.Series):
                GoLive(opening.Seam, read);
                break;
            case ReaderProtocol.CandlesRead read:
                Forget(read.Series);
                Complain($"{read.Series} is neither stored nor collected; /api/symbols lists what is.");
                OpenNext();
                break;
            default:
                GiveUp(opening.Series);
                break;
        }
    }

    private void GoLive(LiveSeam seam, ReaderProtocol.CandlesRead history)
    {
        var due = seam.Open(history, _settings.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Context.Parent.Tell(new HubProtocol.Narrow(history.Series, seam.From));
        var self = Self;
        Send(SocketMessages.History(history.Series, history.Candles), () => self.Tell(HistoryOut.Instance));
        SendAll(due);
    }

    private void OnCommit(HubProtocol.CommitFrames commit)
    {
        if (!_subscriptions.TryGetValue(commit.Series, out var seam))
            return;
        if (seam.Take(commit) is { } due)
            SendAll(due);
        else
            GiveUp(commit.Series);
    }

    private void OnPaper(HubProtocol.PaperFrames frames)
    {
        foreach (var frame in frames.Utf8)
            Send(frame);
    }

    private void GiveUp(SeriesKey series)
    {
        Forget(series);
        Send(SocketMessages.Error($"The history of {series} cannot be read now; subscribe again in a few seconds."));
        if (_opening?.Series == series)
            OpenNext();
    }

    private void Forget(SeriesKey series)
    {
        _subscriptions.Remove(series);
        Context.Parent.Tell(new HubProtocol.Leave(series));
    }

    private void Complain(string sentence)
    {
        Send(SocketMessages.Error(sentence));
        if (++_badMessages >= MaxBadMessages)
            _outbox.Close(new SocketEnd(WebSocketCloseStatus.PolicyViolation, $"{MaxBadMessages} messages could not be followed.", DiscardPending: false));
    }

    private void SendAll(IReadOnlyList<CandleFrame> frames)
    {
        foreach (var frame in frames)
            Send(frame.Utf8);
    }

    private void Send(ReadOnlyMemory<byte> utf8, Action? sent = null)
    {
        if (_outbox.TryAdd(new OutboundFrame(utf8, sent)) || _outbox.End is not null)
            return;

        _outbox.Close(new SocketEnd(WebSocketCloseStatus.PolicyViolation, "This client reads too slowly.", DiscardPending: true));
        _settings.Logger.SlowClientDropped(_settings.Counters.CountDroppedSlow());
        Context.Stop(Self);
    }

    private bool IsCurrent((SeriesKey Series, LiveSeam Seam) opening) =>
        _subscriptions.TryGetValue(opening.Series, out var seam) && seam == opening.Seam;

    /// <summary>A message of the client, complete. Answered with <see cref="ClientHeard"/>.</summary>
    public sealed record ClientSent(ReadOnlyMemory<byte> Utf8);

    public sealed record ClientHeard
    {
        public static readonly ClientHeard Instance = new();
    }

    /// <summary>The connection ends; nothing more can be sent.</summary>
    private sealed record ClientGone
    {
        public static readonly ClientGone Instance = new();
    }

    /// <param name="Seam">Whose history it is, so that the answer to an earlier subscription is not taken for that to a later one.</param>
    /// <param name="Reply">The reader's reply, null when none came in time.</param>
    private sealed record HistoryAnswered(LiveSeam Seam, object? Reply);

    /// <summary>The history has been handed to the network.</summary>
    private sealed record HistoryOut
    {
        public static readonly HistoryOut Instance = new();
    }
}
