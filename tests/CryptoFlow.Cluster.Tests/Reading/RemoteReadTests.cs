using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CryptoFlow.Cluster.Reading;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Cluster.Tests.Reading;

/// <summary>A query on another node is asked once more elsewhere, and never more often.</summary>
public sealed class RemoteReadTests : TestKit
{
    private static readonly Address A = new("akka.tcp", "cryptoflow", "10.0.0.5", 8110);
    private static readonly Address B = new("akka.tcp", "cryptoflow", "10.0.0.6", 8110);
    private static readonly ReadSymbol Query = new();

    /// <summary>A query whose first node is given up after half of the time. The test must have played the other node before the whole time is over.</summary>
    private static readonly ReadSymbol Soon = new() { Remaining = TimeSpan.FromSeconds(10) };
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TestProbe _asker;
    private readonly TestProbe _selector;
    private readonly TestProbe _first;
    private readonly TestProbe _second;
    private readonly IActorRef _read;

    /// <summary>Stands still until a test moves it, so that a slow machine changes nothing.</summary>
    private readonly FakeTimeProvider _time = new();

    public RemoteReadTests()
        : base(ActorTestSettings.Patient)
    {
        (_asker, _selector, _first, _second) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _read = Watch(Sys.ActorOf(RemoteRead.Props(Query, _asker.Ref, _selector.Ref, A, Sys.ActorSelection(_first.Ref.Path), _time)));
        _first.ExpectMsg(Query);
    }

    private static ReadRefused NotReady { get; } = new(ReadRefusal.NotReady, "closing", TimeSpan.FromSeconds(1));

    [Fact]
    public void The_answer_goes_to_the_asker_and_ends_the_read()
    {
        var answer = new ReadRefused(ReadRefusal.QueueFull, "full", TimeSpan.FromSeconds(1));
        _first.Reply(answer);

        _asker.ExpectMsg(answer);
        ExpectTerminated(_read);
    }

    [Fact]
    public void When_its_node_goes_the_query_is_asked_elsewhere_and_when_that_goes_it_is_refused()
    {
        _read.Tell(new ReadSelectorActor.NodeGone(A));
        Assert.Equal(A, _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>().Not);
        _selector.Reply(new ReadSelectorActor.OtherNode(B, Sys.ActorSelection(_second.Ref.Path)));
        _second.ExpectMsg(Query);

        _read.Tell(new ReadSelectorActor.NodeGone(B));

        Assert.Equal(ReadRefusal.NotReady, _asker.ExpectMsg<ReadRefused>().Reason);
        ExpectTerminated(_read);
    }

    [Fact]
    public void A_node_that_closes_its_readers_is_replaced_and_without_another_its_refusal_is_handed_on()
    {
        _first.Reply(NotReady);
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>();
        _selector.Reply(ReadSelectorActor.NoOtherNode.Instance);

        _asker.ExpectMsg(NotReady);
        ExpectTerminated(_read);
    }

    [Fact]
    public void A_node_that_leaves_while_another_is_chosen_does_not_end_the_read()
    {
        _first.Reply(NotReady);
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>();
        _read.Tell(new ReadSelectorActor.NodeGone(A));
        _selector.Reply(new ReadSelectorActor.OtherNode(B, Sys.ActorSelection(_second.Ref.Path)));
        _second.ExpectMsg(Query);
        _second.Reply(NotReady with { Reason = ReadRefusal.QueueFull });

        Assert.Equal(ReadRefusal.QueueFull, _asker.ExpectMsg<ReadRefused>().Reason);
        ExpectTerminated(_read);
    }

    [Fact]
    public void A_silent_node_that_goes_while_another_is_looked_for_is_not_waited_for()
    {
        AskSoon();
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>(Patience);
        _selector.Sender.Tell(new ReadSelectorActor.NodeGone(A));
        _selector.Reply(ReadSelectorActor.NoOtherNode.Instance);

        Assert.Equal(ReadRefusal.NotReady, _asker.ExpectMsg<ReadRefused>(Patience).Reason);
    }

    /// <summary>The asker waits for both tries together. A node that got the whole time again would go on reading when nobody waits any more.</summary>
    [Fact]
    public void The_second_node_gets_only_the_time_that_the_first_has_left()
    {
        _time.Advance(TimeSpan.FromSeconds(20));
        _first.Reply(NotReady);
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>();
        _time.Advance(TimeSpan.FromSeconds(5));
        _selector.Reply(new ReadSelectorActor.OtherNode(B, Sys.ActorSelection(_second.Ref.Path)));

        _second.ExpectMsg(Query with { Remaining = TimeSpan.FromSeconds(35) });
    }

    [Fact]
    public void A_second_node_that_is_found_too_late_is_not_asked()
    {
        _first.Reply(NotReady);
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>();
        _time.Advance(Query.Remaining + TimeSpan.FromMilliseconds(1));
        _selector.Reply(new ReadSelectorActor.OtherNode(B, Sys.ActorSelection(_second.Ref.Path)));

        ExpectTerminated(_read);
        _second.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_end_of_another_node_does_not_end_the_read()
    {
        _read.Tell(new ReadSelectorActor.NodeGone(B));
        _first.Reply(NotReady with { Reason = ReadRefusal.Failed });

        Assert.Equal(ReadRefusal.Failed, _asker.ExpectMsg<ReadRefused>().Reason);
    }

    [Fact]
    public void A_node_that_is_silent_for_half_of_the_time_is_not_waited_for_alone()
    {
        AskSoon();
        Assert.Equal(A, _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>(Patience).Not);
        _selector.Reply(new ReadSelectorActor.OtherNode(B, Sys.ActorSelection(_second.Ref.Path)));
        _second.ExpectMsg(Soon, Patience);
        _second.Reply(NotReady with { Reason = ReadRefusal.QueueFull });

        Assert.Equal(ReadRefusal.QueueFull, _asker.ExpectMsg<ReadRefused>(Patience).Reason);
    }

    [Fact]
    public void Without_another_node_a_silent_node_is_waited_for()
    {
        AskSoon();
        _selector.ExpectMsg<ReadSelectorActor.AskElsewhere>(Patience);
        _selector.Reply(ReadSelectorActor.NoOtherNode.Instance);
        _first.Reply(NotReady with { Reason = ReadRefusal.Failed });

        Assert.Equal(ReadRefusal.Failed, _asker.ExpectMsg<ReadRefused>(Patience).Reason);
    }

    /// <summary>Asks with a short time.</summary>
    private void AskSoon()
    {
        Sys.ActorOf(RemoteRead.Props(Soon, _asker.Ref, _selector.Ref, A, Sys.ActorSelection(_first.Ref.Path), _time));
        _first.ExpectMsg(Soon);
    }

    private sealed record ReadSymbol : IReadMessage
    {
        public TimeSpan Remaining { get; init; } = TimeSpan.FromMinutes(1);

        public string Kind => "test";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };
    }
}
