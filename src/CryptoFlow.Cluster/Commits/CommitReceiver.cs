using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Cluster.Commits;

/// <summary>
/// Receives the commits from the writer's node and publishes each commit once and in order within this process. This actor reads lost commits from the commit log. At
/// its start it subscribes, then reads the end of the log, then follows from that end, and tells the subscribers to read the database again.
/// </summary>
internal sealed class CommitReceiver : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private readonly LocalCommitFeed _local;
    private readonly ReaderClient _readers;
    private readonly CommitReach _reach;
    private readonly WriterSigns _signs;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();
    private CommitFollower? _follower;

    /// <param name="local">The feed within this process.</param>
    /// <param name="readers">Reads the commit log.</param>
    /// <param name="reach">Learns whether this node follows the commits.</param>
    /// <param name="signs">Learns of each sign of the writer.</param>
    /// <param name="logger">The log.</param>
    public CommitReceiver(LocalCommitFeed local, ReaderClient readers, CommitReach reach, WriterSigns signs, ILogger logger)
    {
        (_local, _readers, _reach, _signs, _logger) = (local, readers, reach, signs, logger);
        Receive<SubscribeAck>(_ => ReadHead());
        Receive<ICommitEvent>(OnCommit);
        Receive<CommitHead>(OnHead);
        Receive<HeadAnswered>(OnHead);
        Receive<CommitsAnswered>(OnCommits);
        Receive<ReadAgain>(_ => Follow(f => f.ReadFailed()));
        Receive<ReadHeadAgain>(_ => ReadHead());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LocalCommitFeed local, ReaderClient readers, CommitReach reach, WriterSigns signs, ILogger logger) =>
        Akka.Actor.Props.Create(() => new CommitReceiver(local, readers, reach, signs, logger));

    protected override void PreStart() => _mediator.Tell(new Subscribe(ClusterCommitFeed.Topic, Self));

    /// <summary>A receiver that is restarted follows again only after it has read the head of the log.</summary>
    protected override void PostStop()
    {
        _reach.Follows = false;
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private void OnCommit(ICommitEvent commit)
    {
        _signs.Heard(commit.Stamp.Epoch);
        Follow(f => f.On(commit));
    }

    private void OnHead(CommitHead head)
    {
        _signs.Heard(head.Epoch, head.DatabaseId);
        Follow(f => f.On(head));
    }

    private void ReadHead()
    {
        if (_follower is null)
            _readers.AskAsync(remaining => new ReadCommitHead(remaining), _stopped.Token).PipeTo(Self, success: r => new HeadAnswered(r.Answer?.Head), failure: _ => new HeadAnswered(null));
    }

    private void OnHead(HeadAnswered answered)
    {
        if (answered.Head is not { } head)
        {
            Timers.StartSingleTimer(nameof(ReadHeadAgain), ReadHeadAgain.Instance, TryAgainAfter);
            return;
        }

        if (_follower is not null)
            return;
        _follower = new CommitFollower(head);

        // A subscriber may have read the file before this head. It would miss the commits between the two.
        _local.PublishReset();
        _reach.Follows = true;
        _logger.FollowsCommits(head.Newest.ToString());
    }

    private void OnCommits(CommitsAnswered answered)
    {
        if (answered.Reply is { } reply)
            Follow(f => f.On(reply));
        else
            Timers.StartSingleTimer(nameof(ReadAgain), ReadAgain.Instance, TryAgainAfter);
    }

    /// <summary>
    /// Ignores commits that arrive before the head is known. The head includes such a commit, or the follower later finds the jump and reads the commit from the log.
    /// </summary>
    private void Follow(Func<CommitFollower, FollowerStep> message)
    {
        if (_follower is null)
            return;
        var step = message(_follower);
        if (step.IsReset)
        {
            _logger.CommitsLost(_follower.Position.ToString());
            _local.PublishReset();
        }

        foreach (var commit in step.Passed)
            Pass(commit);
        if (step.FillAfter is { } after)
        {
            _reach.AddFill();
            _readers.AskAsync(remaining => new ReadCommits(after, ReadCommits.MostCommits, remaining), _stopped.Token)
                .PipeTo(Self, success: r => new CommitsAnswered(r.Answer), failure: _ => new CommitsAnswered(null));
        }
    }

    private void Pass(ICommitEvent commit)
    {
        switch (commit)
        {
            case WriterProtocol.CandlesCommitted candles:
                _local.Publish(candles);
                break;
            case WriterProtocol.TraderStepCommitted step:
                _local.Publish(step);
                break;
        }
    }

    private sealed record HeadAnswered(CommitHead? Head) : INoSerializationVerificationNeeded;

    private sealed record CommitsAnswered(ICommitsReply? Reply) : INoSerializationVerificationNeeded;

    private sealed record ReadAgain
    {
        public static readonly ReadAgain Instance = new();
    }

    private sealed record ReadHeadAgain
    {
        public static readonly ReadHeadAgain Instance = new();
    }
}
