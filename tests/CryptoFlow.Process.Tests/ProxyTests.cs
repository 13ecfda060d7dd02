using System.Collections.Concurrent;
using System.Net;
using CryptoFlow.Processes.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Processes;

/// <summary>
/// The environment names a proxy, as it does in many companies. The program reaches the exchanges through the proxy. Requests to this machine, which
/// carry the API key, never go through the proxy.
/// </summary>
public sealed class ProxyTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const string Key = "a-key-of-enough-characters";

    /// <summary>A host name that only the proxy can resolve.</summary>
    private const string ExchangeHost = "exchange.test";

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task The_exchanges_are_reached_through_the_proxy_and_this_machine_directly(string variable)
    {
        await using var proxy = RecordingProxy.Start(host => host == ExchangeHost ? Simulated("binance") : null);
        await using var webhook = await Webhook.StartAsync();
        var environment = EnvironmentFor(
            Sets.Short,
            ("Exchanges:binance:BaseUrl", $"http://{ExchangeHost}"),
            ("Api:Key", Key),
            ("Alerts:WebhookUrl", webhook.Url),
            ("Alerts:DiskFreeMb", "10000000"));
        environment[variable] = proxy.Url.OriginalString;
        await using var program = await CryptoFlowProcess.ServeAsync(Database, environment);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);

        var backfill = await RunAsync(environment, "backfill", "--json");
        var csv = Directory.File("rows.csv");
        await File.WriteAllTextAsync(csv, "open_time,open,high,low,close,volume\n1672531200000,100,101,99,100,5\n");
        var import = await RunAsync(environment, "import", "--csv", csv, "--symbol", "BINANCE:LTCUSDT", "--tf", "1h", "--json");

        Assert.Equal((0, 0), (backfill, import));
        await Eventually.HoldsAsync(() => webhook.Got.Any(body => body.Contains("disk", StringComparison.Ordinal)), Patience, "the alert is posted");
        Assert.NotEmpty(proxy.Said);
        Assert.All(proxy.Said, said => Assert.StartsWith($"GET http://{ExchangeHost}/fapi/", said, StringComparison.Ordinal));
        Assert.All(proxy.Said, said => Assert.DoesNotContain(Key, said, StringComparison.Ordinal));
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        await AssertCompleteAsync(Sets.Short);
    }

    [Fact]
    public async Task HTTPS_goes_through_a_tunnel_and_hosts_in_no_proxy_are_called_directly()
    {
        await using var proxy = RecordingProxy.Start(_ => null);
        var environment = EnvironmentFor(
            Sets.Short, ("Exchanges:binance:BaseUrl", $"https://{ExchangeHost}"), ("Exchanges:bybit:Enabled", "true"), ("Exchanges:bybit:BaseUrl", "https://other.test"));
        environment["https_proxy"] = proxy.Url.OriginalString;
        environment["no_proxy"] = "other.test";
        await using var program = await CryptoFlowProcess.ServeAsync(Database, environment);
        await Eventually.HoldsAsync(
            async () =>
            {
                var reasons = (await program.HealthAsync()).GetProperty("reasons").EnumerateArray().Select(r => r.ToString()).ToList();
                return reasons.Any(r => r.StartsWith("Binance: ", StringComparison.Ordinal) && r.Contains("502", StringComparison.Ordinal))
                    && reasons.Any(r => r.StartsWith("Bybit: ", StringComparison.Ordinal) && r.Contains("other.test:443", StringComparison.Ordinal));
            },
            Patience,
            "both exchanges are named as unreachable");

        Assert.NotEmpty(proxy.Said);
        Assert.All(proxy.Said, said => Assert.StartsWith($"CONNECT {ExchangeHost}:443 ", said, StringComparison.Ordinal));
    }

    private async Task<int> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] command)
    {
        await using var child = CryptoFlowProcess.RunCommand(environment, [.. command, "--database", Database]);
        var code = await child.ExitAsync(Patience);
        Assert.True(code == 0, child.Transcript());
        return code;
    }

    private IPEndPoint Simulated(string exchange) => new(IPAddress.Loopback, new Uri(Simulator.ExchangeAddresses[exchange]).Port);

    private sealed class Webhook(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<string> Got { get; } = new();

        public string Url => app.Urls.First() + "/hook";

        public static async Task<Webhook> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var webhook = new Webhook(app);
            app.MapPost("/hook", async (HttpContext http) =>
            {
                using var body = new StreamReader(http.Request.Body);
                webhook.Got.Enqueue(await body.ReadToEndAsync());
            });
            await app.StartAsync();
            return webhook;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
