using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>The program sends requests to itself before it is ready. Users must not see any trace of these requests.</summary>
[Collection(TestLane.Programs)]
public sealed class WarmUpTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_server_that_nobody_has_asked_has_counted_nothing()
    {
        using var files = new MadeFiles(output.WriteLine);
        await using var program = await CryptoFlowProcess.ServeAsync(
            files.With(1, 2_000), new Dictionary<string, string?> { [ColdStarts.WarmUpSeconds] = "60", ["CryptoFlow__Collector__Enabled"] = "false", ["CryptoFlow__PaperTrading__Enabled"] = "false" });
        using (var ready = await program.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
            Assert.True(ready.IsSuccessStatusCode);
        var health = await program.HealthAsync();
        Assert.Equal(0, health.GetProperty("readers").GetProperty("answered").GetInt64());
        Assert.Equal(0, health.GetProperty("webSockets").GetProperty("accepted").GetInt64());
        var metrics = await program.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.DoesNotContain(
            metrics.Split('\n'),
            l => l.StartsWith("http_server_request_duration", StringComparison.Ordinal) && l.Contains("/api/candles", StringComparison.Ordinal));
        Assert.DoesNotContain(program.Child.Output, l => l.Contains("Warming up", StringComparison.Ordinal));
    }
}
