using Akka.Actor;
using CryptoFlow.Messages;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>
/// Represents the storage monitor on a node with readers. While the writer runs on this node, the relay passes all messages to the writer's actors. Otherwise it
/// passes requests to the writer's node and drops the readers' reports: reports never cross a process, and each node's own monitor shows its readers.
/// </summary>
internal sealed class StorageMonitorRelay : ReceiveActor
{
    /// <param name="singletons">Says whether the writer runs here.</param>
    /// <param name="writer">The proxy of the writer.</param>
    public StorageMonitorRelay(SingletonBoard singletons, IActorRef writer) => ReceiveAny(message =>
    {
        var here = singletons.Find(NodeParts.Writer);
        if (!here.IsNobody())
            here.Forward(message);
        else if (message is IWireMessage)
            writer.Forward(message);
    });

    public static Props Props(SingletonBoard singletons, IActorRef writer) => Akka.Actor.Props.Create(() => new StorageMonitorRelay(singletons, writer));
}
