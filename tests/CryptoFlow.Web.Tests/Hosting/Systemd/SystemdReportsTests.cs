using System.Net.Sockets;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Hosting.Systemd;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Hosting.Systemd;

public class SystemdReportsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedSystemd _systemd = new();
    private readonly MonitorBoard _board = new();
    private string? _notReady = "The file is not open yet; try again.";

    [Fact]
    public void READY_is_sent_once_and_only_when_the_server_is_ready()
    {
        using var reports = Reports(null);
        reports.Look();
        Assert.Equal(["STATUS=The file is not open yet; try again."], _systemd.Heard);

        Show();
        _notReady = null;
        reports.Look();
        reports.Look();
        Assert.Equal(["READY=1", "STATUS=ok"], _systemd.Heard.Skip(1));
    }

    [Fact]
    public void The_status_says_the_first_reason_and_is_sent_when_it_changes()
    {
        using var reports = Reports(null);
        _notReady = null;
        Show(HealthStatus.Degraded, "Another program holds the lock.");
        reports.Look();
        reports.Look();
        Show();
        reports.Look();
        Assert.Equal(["READY=1", "STATUS=degraded: Another program holds the lock.", "STATUS=ok"], _systemd.Heard);
    }

    [Fact]
    public void The_watchdog_is_pinged_within_half_of_its_interval()
    {
        using var reports = Reports(TimeSpan.FromSeconds(20));
        for (var second = 0; second < 60; second++)
        {
            Show();
            reports.Look();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(6, _systemd.Heard.Count(notice => notice == "WATCHDOG=1"));
    }

    [Fact]
    public void A_program_that_hangs_gets_no_ping_until_it_makes_progress_again()
    {
        using var reports = Reports(TimeSpan.FromSeconds(20));
        Show();
        _time.Advance(TimeSpan.FromSeconds(60));
        reports.Look();
        Assert.DoesNotContain("WATCHDOG=1", _systemd.Heard);

        Show();
        reports.Look();
        Assert.Contains("WATCHDOG=1", _systemd.Heard);
    }

    [Fact]
    public async Task A_report_that_systemd_does_not_take_is_sent_again_and_ends_nothing()
    {
        using var reports = Reports(TimeSpan.FromSeconds(20));
        _notReady = null;
        Show();
        _time.Advance(TimeSpan.FromSeconds(10));
        Show();
        _systemd.IsGone = true;
        reports.Look();
        _systemd.IsGone = false;
        reports.Look();
        Assert.Equal(["READY=1", "STATUS=ok", "WATCHDOG=1"], _systemd.Heard);

        _systemd.IsGone = true;
        await reports.StopAsync(CancellationToken.None);
    }

    private SystemdReports Reports(TimeSpan? watchdog) => new(
        _systemd, new WatchdogSettings(watchdog), () => _notReady, _board, Options.Create(new CryptoFlowOptions()), _time, NullLogger<SystemdReports>.Instance);

    private void Show(HealthStatus status = HealthStatus.Ok, params string[] reasons) => _board.Show(Some.Health(status, open: true, reasons), _time.GetTimestamp());

    private sealed class RecordedSystemd : ISystemdNotifier
    {
        public List<string> Heard { get; } = [];

        public bool IsEnabled => true;

        /// <summary>Whether nobody reads systemd's socket.</summary>
        public bool IsGone { get; set; }

        public void Notify(ServiceState state)
        {
            if (IsGone)
                throw new SocketException((int)SocketError.ConnectionRefused);
            Heard.Add(state.ToString());
        }
    }
}
