using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Feed;

/// <summary>Adds the writer's commits to this process's <see cref="RecentCommits"/>, from which the clients of the feed take them.</summary>
internal sealed class FeedTailActor : ReceiveActor
{
    private readonly ICommitFeed _commits;

    public FeedTailActor(ICommitFeed commits, RecentCommits recent)
    {
        _commits = commits;
        Receive<ICommitEvent>(recent.Append);
        Receive<CommitHead>(recent.Follow);
        Receive<CommitFeedReset>(_ => recent.Forget());
    }

    protected override void PreStart() => _commits.Subscribe(Self, CommitKinds.Candles | CommitKinds.TraderSteps | CommitKinds.Heads);

    protected override void PostStop() => _commits.Unsubscribe(Self);
}
