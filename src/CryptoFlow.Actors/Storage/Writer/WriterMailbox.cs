using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The writer's mailbox (configured in <c>hocon/cryptoflow.conf</c>): lanes in the order of <see cref="WriteLane"/>, FIFO within a lane, and a
/// bound. A message beyond the bound is answered at once with <see cref="WriteRejection.QueueFull"/> and counted. Akka's bounded mailbox would block the
/// sender's thread instead, and Akka's priority mailbox has no bound.
/// </summary>
public sealed class WriterMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<WriterQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        var stats = system.WithExtension<WriterQueueStats, WriterQueueStatsProvider>();
        return new WriterQueue(owner, stats);
    }
}
