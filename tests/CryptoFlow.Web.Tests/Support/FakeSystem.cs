using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Warming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>The system behind the front end: real options and a real registry, with scripted actors.</summary>
internal sealed class FakeSystem
{
    private readonly SeriesChanges _changes = new();
    private Func<object, object?> _readers = _ => null;
    private SystemHealth? _health = Some.Health();

    /// <summary>The script of the readers. A new script stands for new candles, so setting it clears the cached pages.</summary>
    public Func<object, object?> Readers
    {
        get => _readers;
        set
        {
            _readers = value;
            _changes.ChangedElsewhere();
        }
    }

    /// <summary>Changes the answers of the readers and tells the caches nothing.</summary>
    public void ReplaceReaders(Func<object, object?> readers) => _readers = readers;

    /// <summary>The record of recent reads. The writer looks at it to decide if it must pause.</summary>
    public ReadActivity Reading { get; } = new();

    /// <summary>The forming candles that the streams show.</summary>
    public FormingBoard Forming { get; } = new();

    /// <summary>The snapshots that the monitor and the alerts publish.</summary>
    public MonitorBoard Board { get; } = new();

    /// <summary>The last snapshot of the monitor. Null before the first. The monitor itself answers no request.</summary>
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

    /// <summary>Publishes a snapshot as if the monitor had published it this long ago.</summary>
    public void Show(SystemHealth health, TimeSpan ago) =>
        Board.Show(health, TimeProvider.System.GetTimestamp() - (long)(ago.TotalSeconds * TimeProvider.System.TimestampFrequency));

    public Func<object, object?> Collectors { get; set; } = _ => null;

    public Func<object, object?> Writer { get; set; } = _ => null;

    /// <summary>The script of the storage monitor.</summary>
    public Func<object, object?> StorageMonitor { get; set; } = _ => null;

    /// <summary>Shorter limits than in the program, so that tests take less time.</summary>
    public HistoryLimits Histories { get; init; } = new() { Wait = TimeSpan.FromSeconds(2), RetryAfter = TimeSpan.FromMilliseconds(50) };

    /// <summary>The limits of the feed of commits.</summary>
    public FeedLimits Feed { get; init; } = new();

    /// <summary>The front end's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The market whose candles the file holds. Null: the market that the command names.</summary>
    public MarketOrigin? Origin { get; init; }

    /// <summary>No warm-up unless a test asks for it, because the test has not scripted answers to the warm-up's requests.</summary>
    public WarmUpSettings WarmUp { get; init; } = WarmUpSettings.None;

    /// <summary>Every message that an actor has received, in order of arrival.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    public void Add(IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        services.AddOptions<CryptoFlowOptions>().Bind(configuration.GetSection(CryptoFlowOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton(Origin is { } origin ? mode with { Origin = origin } : mode);
        services.AddSingleton<IFileOrigin>(new OwnFileOrigin(Origin ?? mode.Origin));
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.CollectionPlan());
        services.AddSingleton(_changes);
        services.AddSingleton(Reading);
        services.AddSingleton<IFormingCandles>(Forming);
        services.AddSingleton(Board);
        services.AddSingleton(WarmUp);
        services.AddSingleton(Time);
        services.AddSingleton(Feed);
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
