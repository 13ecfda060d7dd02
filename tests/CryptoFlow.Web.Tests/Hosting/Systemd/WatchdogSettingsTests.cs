using CryptoFlow.Web.Hosting.Systemd;

namespace CryptoFlow.Web.Tests.Hosting.Systemd;

public class WatchdogSettingsTests
{
    [Theory]
    [InlineData("60000000", "42", 60)]
    [InlineData("60000000", null, 60)]
    [InlineData("60000000", "", 60)]
    [InlineData("500000", "42", 0.5)]
    public void The_interval_is_that_of_systemd(string microseconds, string? pid, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WatchdogSettings.From(microseconds, pid, 42).Interval);

    [Theory]
    [InlineData(null, null)]
    [InlineData("0", "42")]
    [InlineData("-5", "42")]
    [InlineData("soon", "42")]
    [InlineData("60000000", "41")]
    public void There_is_no_watchdog_without_an_interval_or_for_a_child_of_the_service(string? microseconds, string? pid) =>
        Assert.Null(WatchdogSettings.From(microseconds, pid, 42).Interval);
}
