using System.Net.Sockets;
using System.Text;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Deployment;

/// <summary>The program as a systemd service of the type <c>notify</c>. The test plays systemd and holds its socket.</summary>
public sealed class SystemdServiceTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    [Fact]
    public async Task Systemd_hears_READY_when_the_server_is_ready_then_pings_of_the_watchdog_and_STOPPING_at_the_stop()
    {
        var path = Directory.File("notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        var environment = EnvironmentFor(Sets.Short, ("Collector:Enabled", "false"));
        environment["NOTIFY_SOCKET"] = path;
        environment["WATCHDOG_USEC"] = "4000000";

        await using var program = CryptoFlowProcess.Start(Database, environment);
        await HearAsync(systemd, "READY=1");
        await program.ServesAsync();
        using (var ready = await program.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
            Assert.True(ready.IsSuccessStatusCode);
        await HearAsync(systemd, "WATCHDOG=1");
        await HearAsync(systemd, "WATCHDOG=1");
        program.Child.Terminate();
        await HearAsync(systemd, "STOPPING=1");
        Assert.Equal(0, await program.Child.ExitAsync(Patience));
    }

    /// <summary>Waits for a notification. Other notifications, such as the status, may come first.</summary>
    private static async Task HearAsync(Socket systemd, string expected)
    {
        using var late = new CancellationTokenSource(CryptoFlowProcess.StartsWithin);
        var datagram = new byte[4096];
        var heard = new List<string>();
        while (true)
        {
            int length;
            try
            {
                length = await systemd.ReceiveAsync(datagram, late.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The notification {expected} did not come. These came: {string.Join(", ", heard)}");
                return;
            }

            heard.Add(Encoding.UTF8.GetString(datagram, 0, length));
            if (heard[^1].Split('\n').Contains(expected))
                return;
        }
    }
}
