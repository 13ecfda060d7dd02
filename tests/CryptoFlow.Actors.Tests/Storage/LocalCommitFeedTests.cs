using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage;

/// <summary>The part of the contract of <see cref="ICommitFeed"/> that the feed fulfils alone. <c>DbWriterActorTests</c> tests the writer's part.</summary>
public sealed class LocalCommitFeedTests : TestKit
{
    private readonly LocalCommitFeed _feed;

    public LocalCommitFeedTests()
        : base(ActorTestSettings.Patient) => _feed = new LocalCommitFeed(Sys);

    [Fact]
    public void A_subscriber_gets_each_commit_of_its_kinds_once_and_in_order()
    {
        var (candles, steps, both) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _feed.Subscribe(candles, CommitKinds.Candles);
        _feed.Subscribe(candles, CommitKinds.Candles);
        _feed.Subscribe(steps, CommitKinds.TraderSteps);
        _feed.Subscribe(both, CommitKinds.Candles | CommitKinds.TraderSteps);

        for (var version = 1; version <= 100; version++)
            _feed.Publish(Commit(version));
        _feed.Publish(new TraderStepCommitted(null!, null!, 7));
        _feed.Publish(Commit(101));

        Assert.Equal(Enumerable.Range(1, 101), candles.ReceiveN(101).Cast<CandlesCommitted>().Select(c => (int)c.SeriesVersion));
        Assert.Equal(7, steps.ExpectMsg<TraderStepCommitted>().SignalId);
        Assert.IsType<TraderStepCommitted>(both.ReceiveN(102).ElementAt(100));
        Assert.False(candles.HasMessages || steps.HasMessages || both.HasMessages);
    }

    [Fact]
    public void After_the_end_of_its_subscription_a_subscriber_gets_nothing()
    {
        var subscriber = CreateTestProbe();
        _feed.Subscribe(subscriber, CommitKinds.Candles | CommitKinds.TraderSteps);
        _feed.Unsubscribe(subscriber);

        _feed.Publish(Commit(1));
        _feed.Publish(new TraderStepCommitted(null!, null!, 7));

        subscriber.Ref.Tell("after the commits");
        subscriber.ExpectMsg("after the commits");
    }

    private static CandlesCommitted Commit(long version) => new(Btc15, WriteLane.Sync, [.. Page(Btc15, 0, 1)], version);
}
