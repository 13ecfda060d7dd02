using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The writer's mailbox (configured in <c>hocon/cryptoflow.conf</c>): lanes in the order of <see cref="WriteLane"/>, FIFO within a lane, and a
/// bound. What exceeds the bound is answered at once with <see cref="WriteRejection.QueueFull"/> and counted; Akka's own
/// bounded mailbox would block the sender's thread instead, and its priority mailbox is unbounded.
/// </summary>
public sealed class WriterMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<WriterQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        var stats = system.WithExtension<WriterQueueStats, WriterQueueStatsProvider>();
        return new WriterQueue(owner, stats);
    }
}
