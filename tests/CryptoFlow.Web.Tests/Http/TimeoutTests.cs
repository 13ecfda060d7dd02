using System.Diagnostics;
using System.Net;

namespace CryptoFlow.Web.Tests.Http;

public sealed class TimeoutTests
{
    [Fact]
    public async Task A_database_that_does_not_answer_is_503_with_a_time_to_wait()
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:ReadTimeoutMs=20");

        using var response = await server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));

        await server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Health_is_503_before_the_monitor_has_started()
    {
        await using var server = await WebServer.StartAsync(new FakeSystem { Health = null });
        Assert.Equal("The monitor has not started yet; try again.", await server.AssertProblemAsync("/api/health", HttpStatusCode.ServiceUnavailable));
        await server.AssertProblemAsync("/health/ready", HttpStatusCode.ServiceUnavailable);

        server.System.Health = Some.Health();
        Assert.Equal("ok", (await server.GetJsonAsync("/api/health")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_client_that_leaves_before_its_answer_leaves_no_log_line()
    {
        await using var server = await WebServer.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.System.Readers = _ =>
        {
            asked.TrySetResult();
            return null;
        };
        using var leave = new CancellationTokenSource();
        var request = server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative), leave.Token);
        await asked.Task;

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await server.StopAsync();
        Assert.Empty(server.Logs.WarningsAndErrors);
    }

    [Fact]
    public async Task A_request_under_way_does_not_hold_up_the_stop_for_long()
    {
        await using var server = await WebServer.StartAsync(null, null, "--CryptoFlow:Api:ReadTimeoutMs=60000");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.System.Readers = _ =>
        {
            asked.TrySetResult();
            return null;
        };
        var request = server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));
        await asked.Task;
        var watch = Stopwatch.StartNew();

        await server.StopAsync();

        // The request would take 60 s. After 10 s systemd kills the program (docs/operations.md).
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"Stopping took {watch.Elapsed}.");
        await Assert.ThrowsAsync<HttpRequestException>(() => request);
        Assert.Empty(server.Logs.WarningsAndErrors);
    }
}
