using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace CryptoFlow.Storage.Writer;

/// <summary>How the writer's mailbox gets the objects that it shares.</summary>
public sealed class WriterMailboxTests
{
    [Fact]
    public void Two_systems_in_a_process_have_a_queue_each()
    {
        var (full, empty) = (new WriterQueueStats(0), new WriterQueueStats(1));
        using var first = ActorSystem.Create("first", ActorSystemSetup.Create(new WriterMailboxSetup(full)));
        using var second = ActorSystem.Create("second", ActorSystemSetup.Create(new WriterMailboxSetup(empty)));

        foreach (var system in (ActorSystem[])[first, second])
            QueueIn(system).Enqueue(ActorRefs.Nobody, new Envelope(WriterMessages.Write(TestCandles.Btc15, []), ActorRefs.Nobody));

        Assert.Equal((1L, 0L), (full.Refused, empty.Refused));
        Assert.Equal((0, 1), (full.Depth, empty.Depth));
    }

    [Fact]
    public void A_system_without_the_setup_refuses_the_mailbox_and_names_the_setup()
    {
        using var system = ActorSystem.Create("without");
        Assert.Contains(nameof(WriterMailboxSetup), Assert.Throws<ConfigurationException>(() => QueueIn(system)).Message, StringComparison.Ordinal);
    }

    private static WriterQueue QueueIn(ActorSystem system) => (WriterQueue)new WriterMailbox(system.Settings, Config.Empty).Create(system.DeadLetters, system);
}
