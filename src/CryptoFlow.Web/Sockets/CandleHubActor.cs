using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Sockets;

/// <summary>
/// Receives the commits for all WebSocket clients. The hub encodes each candle once and sends the message to the actors of the subscribed clients. These actors are
/// the hub's children. The hub stops a client's actor that fails, which closes the connection.
/// </summary>
internal sealed class CandleHubActor : ReceiveActor
{
    private readonly ICommitFeed _commits;
    private readonly Func<IActorRef, SocketOutbox, Props> _clientProps;
    private readonly Dictionary<SeriesKey, Dictionary<IActorRef, long>> _wantedFrom = [];

    /// <param name="commits">Sends each commit to the hub.</param>
    /// <param name="clientProps">Creates a client's actor from the hub and the client's outbox.</param>
    public CandleHubActor(ICommitFeed commits, Func<IActorRef, SocketOutbox, Props> clientProps)
    {
        _commits = commits;
        _clientProps = clientProps;
        Receive<WriterProtocol.CandlesCommitted>(OnCommitted);
        Receive<WriterProtocol.TraderStepCommitted>(OnTraderStep);
        Receive<CommitFeedReset>(_ => OnReset());
        Receive<HubProtocol.OpenClient>(open => Sender.Tell(new HubProtocol.ClientOpened(Context.Watch(Context.ActorOf(_clientProps(Self, open.Outbox))))));
        Receive<HubProtocol.Join>(OnJoin);
        Receive<HubProtocol.Narrow>(OnNarrow);
        Receive<HubProtocol.Leave>(leave => Remove(leave.Series, Sender));
        Receive<Terminated>(OnTerminated);
    }

    protected override void PreStart() => _commits.Subscribe(Self, CommitKinds.Candles | CommitKinds.TraderSteps);

    protected override void PostStop() => _commits.Unsubscribe(Self);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnCommitted(WriterProtocol.CandlesCommitted commit)
    {
        if (!_wantedFrom.TryGetValue(commit.Series, out var clients))
            return;

        // Encode only candles within a subscriber's window. Nobody would get the old pages of a backfill.
        var from = clients.Values.Min();
        ImmutableArray<CandleFrame> frames = commit.Deleted is [.., var last]
            ? (last.To > from ? [new CandleFrame(last.To - 1, SocketMessages.Deleted(commit.Series, commit.Deleted))] : [])
            : [.. commit.Changed.Where(c => c.OpenTime >= from).Select(c => new CandleFrame(c.OpenTime, SocketMessages.Candle(commit.Series, c)))];
        if (frames.IsEmpty)
            return;

        var message = new HubProtocol.CommitFrames(commit.Series, commit.SeriesVersion, frames, commit.DatabaseId);
        foreach (var client in clients.Keys)
            client.Tell(message);
    }

    /// <summary>Sends to every client that is subscribed to the contract, at any interval.</summary>
    private void OnTraderStep(WriterProtocol.TraderStepCommitted step)
    {
        var clients = _wantedFrom.Where(w => w.Key.Instrument == step.Trader.Instrument).SelectMany(w => w.Value.Keys).ToHashSet();
        if (clients.Count == 0)
            return;
        var message = new HubProtocol.PaperFrames([.. PaperPushes.Of(step)]);
        foreach (var client in clients)
            client.Tell(message);
    }

    /// <summary>Commits are lost: disconnects each client, so that the client connects again and reads the history.</summary>
    private static void OnReset()
    {
        foreach (var client in Context.GetChildren())
            Context.Stop(client);
    }

    private void OnJoin(HubProtocol.Join join)
    {
        if (!_wantedFrom.TryGetValue(join.Series, out var clients))
            _wantedFrom[join.Series] = clients = [];
        clients[Sender] = long.MinValue;
        Sender.Tell(new HubProtocol.Joined(join.Id));
    }

    private void OnNarrow(HubProtocol.Narrow narrow)
    {
        if (_wantedFrom.TryGetValue(narrow.Series, out var clients) && clients.ContainsKey(Sender))
            clients[Sender] = narrow.From;
    }

    private void OnTerminated(Terminated terminated)
    {
        foreach (var series in _wantedFrom.Keys.ToList())
            Remove(series, terminated.ActorRef);
    }

    private void Remove(SeriesKey series, IActorRef client)
    {
        if (_wantedFrom.TryGetValue(series, out var clients) && clients.Remove(client) && clients.Count == 0)
            _wantedFrom.Remove(series);
    }
}
