using Akka.Actor;
using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>If one monitor is stuck, the other one continues. In this test the first one has stopped.</summary>
public sealed class TwoMonitorsTests : MonitorTest
{
    private ShownHealth Shown => Board.Newest!;

    [Fact]
    public void While_the_storage_monitor_is_silent_snapshots_go_on_and_count_with_the_age_of_its_last_observation()
    {
        StartAllWell();
        End(Subject);
        Assert.Equal(HealthStatus.Ok, Shown.JudgedBy(Time).Status);

        Time.Advance(HealthRules.OldSnapshot);
        AwaitSilence();
        Assert.Equal((Time.GetUtcNow().ToUnixTimeMilliseconds(), HealthRules.OldSnapshot), (Shown.Health.At, Shown.AgeBy(Time)));
        Assert.Equal(HealthStatus.Degraded, Shown.JudgedBy(Time).Status);

        Time.Advance(HealthRules.DeadSnapshot - HealthRules.OldSnapshot);
        AwaitSilence();
        Assert.Equal((Time.GetUtcNow().ToUnixTimeMilliseconds(), HealthRules.DeadSnapshot), (Shown.Health.At, Shown.AgeBy(Time)));
        Assert.Equal(HealthStatus.Unhealthy, Shown.JudgedBy(Time).Status);
    }

    [Fact]
    public void Reports_of_collectors_are_shown_together_within_a_tick_while_the_storage_monitor_is_silent()
    {
        StartAllWell();
        End(Subject);
        var (before, state) = (Shown, TestHealth.Collector);
        for (var report = 0; report < 10; report++)
            SystemMonitor.Tell(new CollectorProtocol.CollectorReported(state));
        SettleSystemMonitor();
        Assert.Same(before, Shown);

        Timers.Advance(MonitorPace.Tick);
        SettleSystemMonitor();
        Assert.Same(state, Assert.Single(Shown.Health.Collectors));
        var after = Shown;
        Timers.Advance(MonitorPace.Tick);
        SettleSystemMonitor();
        Assert.Same(after, Shown);
    }

    [Fact]
    public void Checkpoints_are_ordered_while_the_system_monitor_is_gone()
    {
        End(SystemMonitor);
        using var foreign = FillLog(5 * 1024 * 1024);
        Subject.Tell(new WriterOpened(1), Writer);
        AskFor<ActorIdentity>(Subject, new Identify(null));
        Timers.Advance(MonitorPace.Tick);
        Assert.Equal(CheckpointMode.Passive, Writer.ExpectMsg<WriterProtocol.RunCheckpoint>().Mode);
    }

    private void End(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    private void AwaitSilence()
    {
        Timers.Advance(SystemMonitorActor.SilentAfter);
        SettleSystemMonitor();
    }

    private void SettleSystemMonitor() => AskFor<ActorIdentity>(SystemMonitor, new Identify(null));
}
