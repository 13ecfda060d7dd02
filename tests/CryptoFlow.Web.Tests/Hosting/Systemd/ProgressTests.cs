using CryptoFlow.Monitoring;
using CryptoFlow.Web.Hosting.Systemd;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Hosting.Systemd;

public class ProgressTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TimeSpan _longestWait = Progress.LongestWaitFor(TimeSpan.FromSeconds(5));

    [Fact]
    public void A_program_that_has_no_snapshot_yet_still_starts() => Assert.Null(Progress.Missing(null, _time, _longestWait));

    [Fact]
    public void A_monitor_that_publishes_nothing_for_a_minute_hangs()
    {
        var shown = Shown(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(Progress.Missing(shown, _time, _longestWait));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("The monitor has published no snapshot for 60 s.", Progress.Missing(shown, _time, _longestWait));
    }

    [Fact]
    public void A_writer_that_leaves_a_message_for_a_minute_hangs()
    {
        Assert.Null(Progress.Missing(Shown(TimeSpan.FromSeconds(59)), _time, _longestWait));
        Assert.Equal("A message has waited for the writer for 60 s.", Progress.Missing(Shown(TimeSpan.FromSeconds(60)), _time, _longestWait));
    }

    /// <summary>A restart of this process would not help the process that writes.</summary>
    [Fact]
    public void A_writer_on_another_node_that_hangs_or_is_silent_is_no_reason_to_restart_this_process()
    {
        var health = Shown(TimeSpan.FromHours(1)).Health with { Storage = StorageSource.On("akka.tcp://cryptoflow@10.0.0.5:8110") };
        var observed = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(Progress.Missing(new ShownHealth(health, observed, _time.GetTimestamp()), _time, _longestWait));

        var shown = new ShownHealth(health, observed, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("The monitor has published no snapshot for 60 s.", Progress.Missing(shown, _time, _longestWait));
    }

    [Theory]
    [InlineData(5, 60)]
    [InlineData(30, 60)]
    [InlineData(120, 240)]
    public void A_long_busy_timeout_does_not_count_as_hanging(int busySeconds, int longestSeconds) =>
        Assert.Equal(TimeSpan.FromSeconds(longestSeconds), Progress.LongestWaitFor(TimeSpan.FromSeconds(busySeconds)));

    [Fact]
    public void A_full_disk_and_anothers_lock_are_progress() => Assert.Null(Progress.Missing(
        new ShownHealth(Some.Health(HealthStatus.Unhealthy, open: true, "The disk is full."), _time.GetTimestamp()), _time, _longestWait));

    private ShownHealth Shown(TimeSpan oldestWait)
    {
        var health = Some.Health();
        return new ShownHealth(health with { Writer = health.Writer with { OldestWait = oldestWait } }, _time.GetTimestamp());
    }
}
