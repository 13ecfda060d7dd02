using Akka.Actor;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Passes Akka's events of started, stopped and restarted actors to <see cref="ActorCounts"/>. Not asked by anybody.</summary>
internal sealed class ActorCountActor : ReceiveActor
{
    public ActorCountActor(ActorCounts counts)
    {
        Receive<ActorStarted>(e => counts.Started(e.Subject, e.ActorType));
        Receive<ActorStopped>(e => counts.Stopped(e.Subject, e.ActorType));
        Receive<ActorRestarted>(e => counts.Restarted(e.ActorType));
    }

    public static Props Props(ActorCounts counts) => Akka.Actor.Props.Create(() => new ActorCountActor(counts));
}
