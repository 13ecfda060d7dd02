using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using static CryptoFlow.Cluster.Forming.FormingProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Cluster.Forming;

/// <summary>
/// Gives the <see cref="ClusterForming"/> of this node the messages of other nodes and the commits, and tells the other nodes which series this node wants. While
/// this node wants no series, no timer runs.
/// </summary>
internal sealed class FormingReceiverActor : ReceiveActor, IWithTimers
{
    /// <summary>Wishes that come within this time are sent in one message.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private readonly ClusterForming _forming;
    private readonly ICommitFeed _commits;
    private readonly Action _onWanted;

    /// <param name="forming">The forming candles of this node.</param>
    /// <param name="commits">The commits.</param>
    public FormingReceiverActor(ClusterForming forming, ICommitFeed commits)
    {
        var self = Self;
        (_forming, _commits, _onWanted) = (forming, commits, () => self.Tell(NewlyWanted.Instance));
        Receive<FormingShown>(OnShown);
        Receive<CandlesCommitted>(OnCommit);
        Receive<CommitFeedReset>(_ => _forming.ForgetClosed());
        Receive<SubscribeAck>(_ => TellWanted());
        Receive<NewlyWanted>(_ => Timers.StartSingleTimer(nameof(TellDue), TellDue.Instance, Gather));
        Receive<TellDue>(_ => TellWanted());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterForming forming, ICommitFeed commits) => Akka.Actor.Props.Create(() => new FormingReceiverActor(forming, commits));

    protected override void PreStart()
    {
        _mediator.Tell(new Subscribe(ShownTopic, Self));
        _commits.Subscribe(Self, CommitKinds.Candles);
        _forming.NewlyWanted += _onWanted;
    }

    protected override void PostStop()
    {
        _forming.NewlyWanted -= _onWanted;
        _commits.Unsubscribe(Self);
    }

    private void OnCommit(CandlesCommitted commit)
    {
        if (!commit.Changed.IsEmpty)
            _forming.Close(commit.Series, commit.Changed[^1].OpenTime);
    }

    /// <summary>Ignores the messages of this node: its candles are on its own board.</summary>
    private void OnShown(FormingShown shown)
    {
        if (Sender.Path.Address.HasGlobalScope)
            _forming.Take(Sender.Path.Address.ToString(), shown);
    }

    /// <summary>Sends the wishes. An empty list is sent once. The first message after a start makes the other nodes send all their candles.</summary>
    private void TellWanted()
    {
        var wanted = _forming.Wanted();
        _mediator.Tell(new Publish(WantedTopic, new FormingWanted(wanted)));
        if (!wanted.IsEmpty)
            Timers.StartSingleTimer(nameof(TellDue), TellDue.Instance, WantedEvery);
    }

    private sealed record NewlyWanted
    {
        public static readonly NewlyWanted Instance = new();
    }

    private sealed record TellDue
    {
        public static readonly TellDue Instance = new();
    }
}
