using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Cluster.Tests.Singletons;

/// <summary>A part that exists once: it is never gone for long, and it stops in order.</summary>
public sealed class SingletonHostTests() : TestKit(ActorTestSettings.Patient)
{
    private readonly SingletonBoard _board = new(TimeProvider.System);

    [Fact]
    public void A_part_that_stops_itself_is_started_again()
    {
        var host = Start();
        var first = ExpectMsg<Part.Started>().Self;

        host.Tell(Part.StopYourself);
        var second = ExpectMsg<Part.Started>().Self;

        Assert.NotEqual(first, second);
        host.Tell("after the restart");
        ExpectMsg("after the restart");
        Assert.Equal(second, _board.Find("part"));
    }

    [Fact]
    public void A_hand_over_tells_the_part_to_stop_and_ends_when_it_has()
    {
        var host = Watch(Start());
        var part = ExpectMsg<Part.Started>().Self;

        host.Tell(SingletonHost.HandOver.Instance);
        ExpectMsg("stop");
        host.Tell("in between");
        ExpectMsg("in between");
        part.Tell(Part.SayStopped);

        ExpectTerminated(host);
        Assert.True(_board.Find("part").IsNobody());
    }

    [Fact]
    public void A_part_that_does_not_stop_in_time_does_not_hold_up_the_hand_over()
    {
        var host = Watch(Start(stopWithin: TimeSpan.FromMilliseconds(100)));
        ExpectMsg<Part.Started>();

        host.Tell(SingletonHost.HandOver.Instance);
        ExpectMsg("stop");

        ExpectTerminated(host);
    }

    private IActorRef Start(TimeSpan? stopWithin = null)
    {
        var test = TestActor;
        var part = new SingletonPart("part", () => Props.Create(() => new Part(test)), "stop", typeof(Part.Stopped), stopWithin ?? TimeSpan.FromMinutes(1));
        return Sys.ActorOf(SingletonHost.Props(part, _board, NullLogger.Instance));
    }

    /// <summary>Repeats to the test what it gets.</summary>
    private sealed class Part : ReceiveActor
    {
        public const string StopYourself = "stop yourself";
        public const string SayStopped = "say that you have stopped";

        private readonly IActorRef _test;
        private IActorRef _host = ActorRefs.Nobody;

        public Part(IActorRef test)
        {
            _test = test;
            Receive<string>(m => m == StopYourself, _ => Context.Stop(Self));
            Receive<string>(m => m == SayStopped, _ => _host.Tell(new Stopped()));
            Receive<string>(m =>
            {
                if (m == "stop")
                    _host = Sender;
                _test.Tell(m);
            });
        }

        protected override void PreStart() => _test.Tell(new Started(Self));

        public sealed record Started(IActorRef Self);

        public sealed record Stopped;
    }
}
