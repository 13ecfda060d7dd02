using Akka.Actor;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Receives Akka's events of started, stopped and restarted actors, and counts them on the thread of the actor that starts or stops. Not an actor itself, because
/// many actors start: on a web node each query to another node starts one, and a mailbox would cost more than the count.
/// </summary>
internal sealed class ActorEvents : MinimalActorRef
{
    private readonly ActorCounts _counts;

    private ActorEvents(ExtendedActorSystem system, ActorCounts counts)
    {
        _counts = counts;
        Provider = system.Provider;
        Path = Provider.RootPath / "actor-events";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    /// <summary>Starts the counting. Every actor that starts after this call is counted.</summary>
    public static void Subscribe(ActorSystem system, ActorCounts counts)
    {
#pragma warning disable RS0030 // Akka publishes these events nowhere else.
        system.EventStream.Subscribe(new ActorEvents((ExtendedActorSystem)system, counts), typeof(IActorTelemetryEvent));
#pragma warning restore RS0030
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case ActorStarted started:
                _counts.Started(started.Subject, started.ActorType);
                break;
            case ActorStopped stopped:
                _counts.Stopped(stopped.Subject, stopped.ActorType);
                break;
            case ActorRestarted restarted:
                _counts.Restarted(restarted.ActorType);
                break;
        }
    }
}
