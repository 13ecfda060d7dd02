using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// The writer's mailbox (configured in <c>hocon/cryptoflow.conf</c>): lanes in the order of <see cref="WriteLane"/>, FIFO within a lane, and a
/// bound. A message beyond the bound is answered at once with <see cref="WriteRefusal.QueueFull"/> and counted. Akka's bounded mailbox would block the
/// sender's thread instead, and Akka's priority mailbox has no bound.
/// </summary>
public sealed class WriterMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<WriterQueue>
{
    /// <exception cref="ConfigurationException">The actor system was created without a <see cref="WriterMailboxSetup"/>.</exception>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<WriterMailboxSetup>();
        if (!setup.HasValue)
            throw new ConfigurationException($"The mailbox of {owner.Path} needs a {nameof(WriterMailboxSetup)} in the setup of the actor system.");
        return new WriterQueue(owner, setup.Value.Stats);
    }
}

/// <summary>
/// Hands the queue's figures and its bound to <see cref="WriterMailbox"/>. Akka creates a mailbox from its name in the configuration, with settings as the only
/// arguments, and before the actor. A <see cref="Setup"/> is Akka's way to give objects to such a type: it is a part of the actor system's creation, so no
/// mailbox can exist before it.
/// </summary>
/// <param name="stats">The figures of the writer's queue, shared with the writer and the storage monitor.</param>
public sealed class WriterMailboxSetup(WriterQueueStats stats) : Setup
{
    public WriterQueueStats Stats { get; } = stats;
}
