using System.Net.WebSockets;
using Akka.Actor;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Runs the protocol with one WebSocket client: handles the client's messages, keeps its subscriptions, fills its outbox. The actor does not use the socket. It opens
/// one subscription at a time; the next one opens when the previous history has been sent. So a client causes at most one read and one history in memory at a time.
/// If the outbox refuses a message, the client reads too slowly, and the actor disconnects it.
/// </summary>
/// <remarks>
/// Each subscription has an id, and every answer of the hub, the histories and the outbox carries it. The subscription that is being opened
/// stays in <c>_opening</c> until its own answer arrives, even when the client has unsubscribed meanwhile. So the actor waits for exactly one
/// answer at any time, and only that answer opens the next subscription.
/// </remarks>
internal sealed partial class SocketClientActor : ReceiveActor
{
    private const int MaxSubscriptions = 64;
    private const int MaxBadMessages = 10;

    private readonly IActorRef _hub;
    private readonly SocketOutbox _outbox;
    private readonly SocketClientSettings _settings;
    private readonly Dictionary<SeriesKey, Subscription> _subscriptions = [];

    /// <summary>Subscriptions that are not opening yet, in the order of the requests. All of them are also in <see cref="_subscriptions"/>.</summary>
    private readonly List<Subscription> _waiting = [];

    private Subscription? _opening;
    private long _lastId;
    private int _badMessages;

    public SocketClientActor(IActorRef hub, SocketOutbox outbox, SocketClientSettings settings)
    {
        _hub = hub;
        _outbox = outbox;
        _settings = settings;
        Receive<ClientSent>(OnClientSent);
        Receive<HubProtocol.Joined>(OnJoined);
        Receive<HistoryAnswered>(OnHistory);
        Receive<HistoryOut>(OnHistoryOut);
        Receive<HubProtocol.CommitFrames>(OnCommit);
        Receive<HubProtocol.PaperFrames>(OnPaper);
        Receive<HubProtocol.FormingFrame>(OnForming);
        Receive<FormingOut>(OnFormingOut);
        Receive<ClientGone>(_ => Context.Stop(Self));
    }

    /// <summary>This actor stops when the outbox is closed, whoever closes it.</summary>
    protected override void PreStart()
    {
        var self = Self;
        _outbox.Closing.Register(() => self.Tell(ClientGone.Instance));
    }

    protected override void PostStop()
    {
        _outbox.Close(new SocketEnd(WebSocketCloseStatus.InternalServerError, "The server ended this connection.", true));
        foreach (var subscription in _subscriptions.Values)
            subscription.End();
    }

    private void OnClientSent(ClientSent sent)
    {
        // The loop that reads the socket waits for this reply before the next read, so a client cannot flood the mailbox.
        Sender.Tell(ClientHeard.Instance);
        try
        {
            var message = ClientMessage.Parse(sent.Utf8);
            if (message.Type == ClientMessageType.Subscribe)
                Subscribe(message.Series, message.Forming);
            else
                Unsubscribe(message.Series);
            _badMessages = 0;
        }
        catch (InputException wrong)
        {
            Complain(wrong.Message);
        }
    }

    private void Subscribe(SeriesKey series, bool forming)
    {
        if (_subscriptions.TryGetValue(series, out var former))
        {
            // The client gets one history, however often it subscribes before the history is sent.
            if (former.IsOpening)
                return;

            // A client that subscribes again gets a fresh history, for example because it has lost its candles.
            End(former);
        }
        else if (_subscriptions.Count >= MaxSubscriptions)
        {
            throw new InputException($"This client has {MaxSubscriptions} subscriptions, which is all that are allowed; unsubscribe from one first.");
        }

        var subscription = new Subscription(++_lastId, series, new LiveSeam(_settings.Api.WebSocketQueueLimit)) { Forming = forming ? new FormingSlot() : null };
        _subscriptions.Add(series, subscription);
        _waiting.Add(subscription);
        if (_opening is null)
            OpenNext();
    }

    private void Unsubscribe(SeriesKey series)
    {
        if (!_subscriptions.TryGetValue(series, out var subscription))
            throw new InputException($"There is no subscription to {series}.");

        End(subscription);
        Send(SocketMessages.Unsubscribed(series));
    }

    /// <summary>
    /// Ends a subscription. A subscription that is being opened stays in <c>_opening</c> until its answer arrives. Its read is cancelled, so the answer arrives soon.
    /// </summary>
    private void End(Subscription subscription)
    {
        _subscriptions.Remove(subscription.Series);
        _waiting.Remove(subscription);
        if (subscription.IsJoined)
            _hub.Tell(new HubProtocol.Leave(subscription.Series));
        if (subscription.Forming is not null)
            _settings.Forming.Tell(new HubProtocol.LeaveForming(subscription.Series));
        subscription.End();
    }

    private void OpenNext()
    {
        _opening = null;
        if (_waiting.Count == 0)
            return;

        _opening = _waiting[0];
        _waiting.RemoveAt(0);
        _opening.State = SubscriptionState.Joining;
        _hub.Tell(new HubProtocol.Join(_opening.Series, _opening.Id));
    }

    private void OnJoined(HubProtocol.Joined joined)
    {
        if (_opening is not { } opening || opening.Id != joined.Id)
            return;
        if (opening.State == SubscriptionState.Ended)
        {
            OpenNext();
            return;
        }

        opening.State = SubscriptionState.Reading;
        _settings.Reading.Asked();
        var (id, series, logger) = (opening.Id, opening.Series, _settings.Logger);
        _settings.ReadHistory(series, opening.Ended).PipeTo(
            Self,
            success: read => new HistoryAnswered(id, read),
            failure: failure =>
            {
                logger.HistoryFailed(failure, series.ToString());
                return new HistoryAnswered(id, HistoryRead.NotRead.Instance);
            });
    }

    private void OnHistory(HistoryAnswered answered)
    {
        if (_opening is not { } opening || opening.Id != answered.Id)
            return;

        switch (answered.Read)
        {
            case var _ when opening.State == SubscriptionState.Ended:
                OpenNext();
                break;
            case HistoryRead.Found found:
                GoLive(opening, found);
                break;
            case HistoryRead.NoSuchSeries unknown:
                End(opening);
                Complain(unknown.Sentence);
                OpenNext();
                break;
            default:
                GiveUp(opening);
                OpenNext();
                break;
        }
    }

    private void GoLive(Subscription subscription, HistoryRead.Found history)
    {
        var due = subscription.Seam.Open(subscription.Series.Interval, history.Extent, _settings.Time.GetUtcNow().ToUnixTimeMilliseconds());
        subscription.State = SubscriptionState.Live;
        _hub.Tell(new HubProtocol.Narrow(subscription.Series, subscription.Seam.From));
        var (self, id) = (Self, subscription.Id);
        Send(history.Page.History, () => self.Tell(new HistoryOut(id)));
        if (history.Extent.LastTime is { } last)
            subscription.Forming?.OnClosed(last);
        SendClosed(subscription, due);
        if (subscription.Forming is not null)
            _settings.Forming.Tell(new HubProtocol.WatchForming(subscription.Series));
    }

    private void OnHistoryOut(HistoryOut sent)
    {
        if (_opening?.Id == sent.Id)
            OpenNext();
    }

    private void OnCommit(HubProtocol.CommitFrames commit)
    {
        // A commit that arrives before the hub's answer belongs to an earlier subscription to the same series.
        if (!_subscriptions.TryGetValue(commit.Series, out var subscription)
            || subscription.State is not (SubscriptionState.Reading or SubscriptionState.Live))
            return;
        if (subscription.Seam.Take(commit) is not { } due)
        {
            GiveUp(subscription);
            return;
        }

        SendClosed(subscription, due);
    }

    private void OnPaper(HubProtocol.PaperFrames frames)
    {
        foreach (var frame in frames.Utf8)
            Send(frame);
    }

    private void GiveUp(Subscription subscription)
    {
        End(subscription);
        Send(SocketMessages.Error($"The history of {subscription.Series} cannot be read now; subscribe again in a few seconds."));
    }

    private void Complain(string sentence)
    {
        Send(SocketMessages.Error(sentence));
        if (++_badMessages >= MaxBadMessages)
            _outbox.Close(new SocketEnd(WebSocketCloseStatus.PolicyViolation, $"{MaxBadMessages} messages could not be followed.", DiscardPending: false));
    }

    private void SendClosed(Subscription subscription, IReadOnlyList<CandleFrame> frames)
    {
        foreach (var frame in frames)
        {
            Send(frame.Utf8);
            subscription.Forming?.OnClosed(frame.OpenTime);
        }
    }

    private void Send(ReadOnlyMemory<byte> utf8, Action? sent = null)
    {
        if (_outbox.TryAdd(new OutboundFrame(utf8, sent)) || _outbox.End is not null)
            return;

        _outbox.Close(new SocketEnd(WebSocketCloseStatus.PolicyViolation, "This client reads too slowly.", DiscardPending: true));
        _settings.Logger.SlowClientDropped(_settings.Counters.CountDroppedSlow());
        Context.Stop(Self);
    }

    /// <summary>A complete message of the client. The actor answers with <see cref="ClientHeard"/>.</summary>
    public sealed record ClientSent(ReadOnlyMemory<byte> Utf8);

    public sealed record ClientHeard
    {
        public static readonly ClientHeard Instance = new();
    }

    /// <summary>The outbox was closed; nothing more can be sent.</summary>
    private sealed record ClientGone
    {
        public static readonly ClientGone Instance = new();
    }

    /// <param name="Id">The id of the subscription.</param>
    /// <param name="Read">The outcome of the read.</param>
    private sealed record HistoryAnswered(long Id, HistoryRead Read);

    /// <summary>The connection has sent the history of this subscription.</summary>
    private sealed record HistoryOut(long Id);
}
