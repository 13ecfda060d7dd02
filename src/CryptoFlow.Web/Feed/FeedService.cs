using Akka.Actor;
using CryptoFlow.Storage;

namespace CryptoFlow.Web.Feed;

/// <summary>Starts the feed's actor in the program's actor system before HTTP opens. The actor ends with the actor system.</summary>
internal sealed class FeedService(ActorSystem actors, ICommitFeed commits, RecentCommits recent) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        actors.ActorOf(Props.Create(() => new FeedTailActor(commits, recent)), "feed-tail");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
