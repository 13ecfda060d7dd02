using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Configuration;

/// <summary>The settings of Akka in <c>hocon/cryptoflow.conf</c>.</summary>
public sealed class HoconTests
{
    private static readonly Config Hocon =
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "cryptoflow.conf")));

    [Theory]
    [InlineData("writer")]
    [InlineData("reader")]
    [InlineData("monitor")]
    public void Each_storage_actor_has_a_thread_of_its_own(string role)
    {
        Assert.Equal("PinnedDispatcher", Hocon.GetString($"cryptoflow.{role}-dispatcher.type"));
        Assert.Equal("fork-join-executor", Hocon.GetString($"cryptoflow.{role}-dispatcher.executor"));
    }

    [Fact]
    public void The_writer_has_the_mailbox_with_lanes()
    {
        var type = Type.GetType(Hocon.GetString("cryptoflow.writer-mailbox.mailbox-type"), throwOnError: true)!;
        Assert.Equal(typeof(WriterMailbox), type);
        Assert.True(type.IsAssignableTo(typeof(MailboxType)));
    }

    [Fact]
    public void The_host_ends_the_program_and_the_phases_have_time_for_their_tasks()
    {
        Assert.False(Hocon.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook", @default: true));
        Assert.Equal(TimeSpan.FromSeconds(1), Timeout(CoordinatedShutdown.PhaseServiceRequestsDone));
        Assert.Equal(TimeSpan.FromMilliseconds(600), Timeout(ReadersHosting.StopPhase));
        Assert.Equal(TimeSpan.FromMilliseconds(1600), Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal("WARNING", Hocon.GetString("akka.loglevel"));
        Assert.False(Hocon.GetBoolean("akka.actor.serialize-messages", @default: true));
    }

    /// <summary>Before these phases, HTTP drains for 1.5 s.</summary>
    [Fact]
    public void The_steps_of_the_stop_take_less_than_five_seconds_together()
    {
        string[] phases = [CoordinatedShutdown.PhaseServiceRequestsDone, ReadersHosting.StopPhase, CoordinatedShutdown.PhaseServiceStop];
        Assert.InRange(1.5 + phases.Sum(phase => Timeout(phase).TotalSeconds), 0, 4.9);
    }

    [Fact]
    public void Traders_and_collectors_stop_first_then_the_readers_then_the_writer()
    {
        Assert.Equal([CoordinatedShutdown.PhaseServiceRequestsDone], DependsOn(ReadersHosting.StopPhase));
        Assert.Equal([ReadersHosting.StopPhase], DependsOn(CoordinatedShutdown.PhaseServiceStop));

        static IEnumerable<string> DependsOn(string phase) => Hocon.GetStringList($"akka.coordinated-shutdown.phases.{phase}.depends-on");
    }

    /// <summary>No timer of the program is shorter (<c>StorageActor</c> asks for readiness every 100 ms), and each tick costs processor time on an idle server.</summary>
    [Fact]
    public void The_scheduler_ticks_ten_times_a_second() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), Hocon.GetTimeSpan("akka.scheduler.tick-duration"));

    [Theory]
    [InlineData("akka.loglevel")]
    [InlineData("akka.scheduler.tick-duration")]
    [InlineData("akka.actor.serialize-messages")]
    [InlineData("akka.coordinated-shutdown.run-by-clr-shutdown-hook")]
    [InlineData("akka.coordinated-shutdown.phases.service-requests-done")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop")]
    public void The_configured_keys_of_Akka_exist_in_Akka(string key) =>
        Assert.True(ConfigurationFactory.Default().HasPath(key) && Hocon.HasPath(key), key);

    private static TimeSpan Timeout(string phase) => Hocon.GetTimeSpan($"akka.coordinated-shutdown.phases.{phase}.timeout");
}
