using System.Globalization;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Cluster.Hosting;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Tests.Hosting;

/// <summary>A node of a cluster without HTTP, on loopback, in the test's process.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly IHost _host;

    private TestNode(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    public Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(System);

    public ProgramStop Stop => Services.GetRequiredService<ProgramStop>();

    public ICommitFeed Commits => Services.GetRequiredService<ICommitFeed>();

    public INodeReadiness Readiness => Services.GetRequiredService<INodeReadiness>();

    public IClusterControl Control => Services.GetRequiredService<IClusterControl>();

    /// <summary>The health of now, as <c>/api/health</c> answers it.</summary>
    public SystemHealth? Health => Services.GetRequiredService<MonitorBoard>().Newest?.JudgedBy(TimeProvider.System);

    /// <param name="roles">Such as <c>db,web</c>.</param>
    /// <param name="port">The port for the other nodes.</param>
    /// <param name="seeds">The ports of the seed nodes.</param>
    /// <param name="database">The file; empty for a node without the role db.</param>
    /// <param name="settings">More settings, by their whole keys.</param>
    /// <param name="hocon">Settings of Akka that take precedence.</param>
    /// <param name="time">The node's clock; null: that of the machine.</param>
    /// <param name="origin">Where its candles come from.</param>
    public static async Task<TestNode> StartAsync(
        string roles,
        int port,
        int[] seeds,
        string database,
        IReadOnlyDictionary<string, string?>? settings = null,
        string hocon = "",
        TimeProvider? time = null,
        MarketOrigin origin = MarketOrigin.Simulator)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CryptoFlow:Database:Path"] = database.Length > 0 ? database : "nobody-opens-this.db",
            ["CryptoFlow:Collector:Enabled"] = "false",
            ["CryptoFlow:PaperTrading:Enabled"] = "false",
            ["CryptoFlow:Cluster:Enabled"] = "true",
            ["CryptoFlow:Cluster:Roles"] = roles,
            ["CryptoFlow:Cluster:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["CryptoFlow:Cluster:SeedNodes"] = string.Join(',', seeds.Select(s => $"127.0.0.1:{s}")),
            ["CryptoFlow:Cluster:StableAfterSeconds"] = "2",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (Environment.GetEnvironmentVariable("CRYPTOFLOW_TEST_LOG") is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(c => c.SingleLine = true);
        builder.Services.AddCryptoFlowProcess(builder.Configuration, new RunMode(origin, Periodic: true));
        builder.Services.AddPart((akka, _) => akka.AddHocon(hocon, HoconAddMode.Prepend));
        var host = builder.Build();
        var node = new TestNode(host);
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return node;
    }

    public IActorRef Actor<TKey>() => Services.GetRequiredService<ActorRegistry>().Get<TKey>();

    /// <summary>Ends the actor system as a crash does: without a step of the shutdown.</summary>
    public void Crash() => ((ExtendedActorSystem)System).Abort();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
