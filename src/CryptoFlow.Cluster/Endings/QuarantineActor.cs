using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace CryptoFlow.Cluster.Endings;

/// <summary>Ends the process when another node has quarantined this node, because only a restart ends a quarantine.</summary>
internal sealed class QuarantineActor : ReceiveActor
{
    /// <param name="end">Ends the program, with a sentence and an exit code.</param>
    public QuarantineActor(Action<string, int> end) => Receive<ThisActorSystemQuarantinedEvent>(e => end(
        $"The node {e.RemoteAddress} has quarantined this node after a broken connection; only a restart ends that.", NodeExitCodes.Quarantined));

    public static Props Props(Action<string, int> end) => Akka.Actor.Props.Create(() => new QuarantineActor(end));

    protected override void PreStart()
    {
#pragma warning disable RS0030 // Akka publishes the quarantine nowhere else.
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
#pragma warning restore RS0030
    }
}
