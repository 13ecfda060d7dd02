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
