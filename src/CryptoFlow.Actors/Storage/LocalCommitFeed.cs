using Akka.Actor;
using Akka.Event;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoFlow.Storage;

/// <summary>
/// The commit feed within one process, by Akka's event stream. The event stream puts each commit into the subscribers' mailboxes on the publisher's thread, so it
/// keeps the order and loses nothing. It also removes a subscriber that has stopped.
/// </summary>
public sealed class LocalCommitFeed(ActorSystem system) : ICommitFeed
{
#pragma warning disable RS0030 // The only use of the event stream, which is an implementation of the feed.
    private readonly EventStream _events = system.EventStream;
#pragma warning restore RS0030

    public void Publish(WriterProtocol.CandlesCommitted commit) => _events.Publish(commit);

    public void Publish(WriterProtocol.TraderStepCommitted commit) => _events.Publish(commit);

    public void Publish(CommitHead head) => _events.Publish(head);

    /// <summary>Tells the subscribers that they have lost commits.</summary>
    public void PublishReset() => _events.Publish(CommitFeedReset.Instance);

    public void Subscribe(IActorRef subscriber, CommitKinds kinds)
    {
        if (kinds.HasFlag(CommitKinds.Candles))
        {
            _events.Subscribe(subscriber, typeof(WriterProtocol.CandlesCommitted));
            _events.Subscribe(subscriber, typeof(CommitFeedReset));
        }

        if (kinds.HasFlag(CommitKinds.TraderSteps))
            _events.Subscribe(subscriber, typeof(WriterProtocol.TraderStepCommitted));
        if (kinds.HasFlag(CommitKinds.Heads))
            _events.Subscribe(subscriber, typeof(CommitHead));
    }

    public void Unsubscribe(IActorRef subscriber) => _events.Unsubscribe(subscriber);
}

/// <summary>Adds the commit feed for a part that publishes to it or subscribes to it.</summary>
public static class CommitFeedHosting
{
    /// <summary>Adds the feed of this process, unless another feed is there already.</summary>
    public static IServiceCollection TryAddCommitFeed(this IServiceCollection services)
    {
        services.TryAddSingleton<ICommitFeed>(sp => new LocalCommitFeed(sp.GetRequiredService<ActorSystem>()));
        return services;
    }
}
