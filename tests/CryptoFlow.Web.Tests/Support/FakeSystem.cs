using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Warming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>The system behind the front end: real options and registry, scripted actors.</summary>
internal sealed class FakeSystem
{
    private readonly SeriesChanges _changes = new();
    private Func<object, object?> _readers = _ => null;
    private SystemHealth? _health = Some.Health();

    /// <summary>Other readers have other candles: what is kept of the former ones is forgotten.</summary>
    public Func<object, object?> Readers
    {
        get => _readers;
        set
        {
            _readers = value;
            _changes.ChangedElsewhere();
        }
    }

    /// <summary>Changes what the readers answer without a word to the caches.</summary>
    public void ReplaceReaders(Func<object, object?> readers) => _readers = readers;

    /// <summary>What the writer looks at to give way.</summary>
    public ReadActivity Reading { get; } = new();

    /// <summary>What the monitor and the alerts show.</summary>
    public MonitorBoard Board { get; } = new();

    /// <summary>What the monitor has shown last; null before it has shown anything. The monitor itself answers nothing.</summary>
    public SystemHealth? Health
    {
        get => _health;
        set
        {
            _health = value;
            if (value is not null)
                Show(value, TimeSpan.Zero);
        }
    }

    /// <summary>The monitor has shown this, so long ago.</summary>
    public void Show(SystemHealth health, TimeSpan ago) =>
        Board.Show(health, TimeProvider.System.GetTimestamp() - (long)(ago.TotalSeconds * TimeProvider.System.TimestampFrequency));

    public Func<object, object?> Collectors { get; set; } = _ => null;

    public Func<object, object?> Writer { get; set; } = _ => null;

    /// <summary>The storage monitor.</summary>
    public Func<object, object?> StorageMonitor { get; set; } = _ => null;

    /// <summary>Shorter than in the program, so that a test need not wait.</summary>
    public HistoryLimits Histories { get; init; } = new() { Wait = TimeSpan.FromSeconds(2), RetryAfter = TimeSpan.FromMilliseconds(50) };

    /// <summary>The front end's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whose candles the file holds; null: whose the command says.</summary>
    public MarketOrigin? Origin { get; init; }

    /// <summary>Off where a test does not ask for it: what it asks is not what the test has scripted.</summary>
    public WarmUpSettings WarmUp { get; init; } = WarmUpSettings.None;

    /// <summary>Every message that an actor has got, in order of arrival.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    public void Add(IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        services.AddOptions<CryptoFlowOptions>().Bind(configuration.GetSection(CryptoFlowOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton(Origin is { } origin ? mode with { Origin = origin } : mode);
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.CollectionPlan());
        services.AddSingleton(_changes);
        services.AddSingleton(Reading);
        services.AddSingleton(Board);
        services.AddSingleton(WarmUp);
        services.AddSingleton(Time);
        services.AddAkka("fake", builder => builder
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors((system, registry) =>
            {
                Health = _health;
                registry.Register<DbReaderRouterActor>(Start(system, m => Readers(m), "readers"));
                registry.Register<SystemMonitorActor>(Start(system, _ => null, "monitor"));
                registry.Register<StorageMonitorActor>(Start(system, m => StorageMonitor(m), "storage-monitor"));
                registry.Register<DbWriterActor>(Start(system, m => Writer(m), "writer"));
                registry.Register<CollectorManagerActor>(Start(system, m => Collectors(m), "collectors"));
            }));
    }

    private IActorRef Start(ActorSystem system, Func<object, object?> script, string name)
    {
        Func<object, object?> recorded = message =>
        {
            Asked.Enqueue(message);
            return script(message);
        };
        return system.ActorOf(Props.Create(() => new ScriptedActor(recorded)), name);
    }
}
