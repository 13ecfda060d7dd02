using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Guard;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>The program without HTTP and without its schedule: starts, does the one backfill, stops.</summary>
internal sealed class LocalBackfill : IBackfillTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StartPhase _phase = new();
    private readonly IHost _host;
    private readonly TimeProvider _time;

    public LocalBackfill(HostApplicationBuilder builder, CommandEnvironment environment)
    {
        _time = environment.Time;
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CryptoFlow:Collector:Enabled"] = "true",
        });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(null, LogLevel.Warning);
        ConsoleLogging.Apply(builder.Logging, toStandardError: true, _phase);
        builder.Services.AddSingleton(environment.Time);
        environment.AddSystem(builder.Services, builder.Configuration, new RunMode(MarketOrigin.Exchanges, Periodic: false));
        _host = builder.Build();
    }

    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public async Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation)
    {
        _host.Services.GetService<IStartupValidator>()?.Validate();
        await _host.StartAsync(cancellation);
        _phase.End();
        return await AskAsync(new CollectorProtocol.StartBackfill(RunId.New(), request.ToScope()), cancellation) switch
        {
            CollectorProtocol.BackfillAccepted ok => new BackfillStarted(ok.Run.ToString(), [.. ok.Exchanges.Select(e => e.ToWireName())]),
            CollectorProtocol.BackfillRefused refused => throw new StartRefusedException(refused.Detail),
            var other => throw new InvalidOperationException($"The collectors answered with {other.GetType().Name}."),
        };
    }

    public async Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation)
    {
        var status = (CollectorProtocol.BackfillStatus)await AskAsync(CollectorProtocol.GetBackfill.Instance, cancellation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. BackfillAnswer.Of(status).Runs.Select(r => r.WithRate(now))];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task<object> AskAsync(object message, CancellationToken cancellation)
    {
        try
        {
            var collectors = await _host.Services.GetRequiredService<IRequiredActor<CollectorManagerActor>>().GetAsync(cancellation);
            return await collectors.Ask<object>(message, Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            throw new StartRefusedException("The collectors did not answer in time.");
        }
    }
}
