using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Storage;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The system without HTTP and without periodic work. A command runs it when no server has the file open.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly StartPhase _phase = new();
    private readonly IHost _host;

    /// <param name="builder">The host builder with the command's configuration.</param>
    /// <param name="environment">The environment of the command.</param>
    /// <param name="exchanges">The requests that the system may send to exchanges.</param>
    public LocalSystem(HostApplicationBuilder builder, CommandEnvironment environment, ExchangeRequests exchanges)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CryptoFlow:Collector:Enabled"] = exchanges == ExchangeRequests.None ? "false" : "true",
        });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(null, LogLevel.Warning);
        ConsoleLogging.Apply(builder.Logging, toStandardError: true, _phase);
        builder.Services.AddSingleton(environment.Time);
        environment.AddSystem(builder.Services, builder.Configuration, new RunMode(MarketOrigin.Exchanges, Periodic: false) { ChecksOnly = exchanges == ExchangeRequests.Checks });
        _host = builder.Build();
    }

    /// <summary>Cancelled when this process is told to stop.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public static HostApplicationBuilder Configure(string[] args) =>
        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>The options before validation, for a command that needs some of them early.</summary>
    public static CryptoFlowOptions OptionsOf(HostApplicationBuilder builder) =>
        builder.Configuration.GetSection(CryptoFlowOptions.Section).Get<CryptoFlowOptions>() ?? new CryptoFlowOptions();

    /// <summary>The validated options, for a command that starts no actors.</summary>
    public static CryptoFlowOptions ValidatedOptions(string[] args)
    {
        using var services = new ServiceCollection().AddCryptoFlowOptions(Configure(args).Configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value;
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        _host.Services.GetService<IStartupValidator>()?.Validate();
        await _host.StartAsync(cancellation);
        _phase.End();
    }

    public TService Service<TService>()
        where TService : notnull => _host.Services.GetRequiredService<TService>();

    public Task<IActorRef> ActorAsync<TActor>(CancellationToken cancellation) =>
        _host.Services.GetRequiredService<IRequiredActor<TActor>>().GetAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
