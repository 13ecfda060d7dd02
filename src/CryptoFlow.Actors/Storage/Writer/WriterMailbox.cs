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
/// Hands the queue's figures and its bound to <see cref="WriterMailbox"/>. Akka creates a mailbox before its actor, by the type's name in the configuration, and
/// passes only settings to it. A <see cref="Setup"/> is Akka's way to pass objects to such a type. It is given when the actor system is created, so it exists before
/// each mailbox.
/// </summary>
/// <param name="stats">The figures of the writer's queue, shared with the writer and the storage monitor.</param>
public sealed class WriterMailboxSetup(WriterQueueStats stats) : Setup
{
    public WriterQueueStats Stats { get; } = stats;
}
