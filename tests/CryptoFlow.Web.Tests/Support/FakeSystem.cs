using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>The system behind the front end: real options and registry, scripted actors.</summary>
internal sealed class FakeSystem
{
    public Func<object, object?> Readers { get; set; } = _ => null;

    public Func<object, object?> Monitor { get; set; } = _ => Some.Health();

    public Func<object, object?> Collectors { get; set; } = _ => null;

    public Func<object, object?> Writer { get; set; } = _ => null;

    /// <summary>Every message that an actor has got, in order of arrival.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    public void Add(IServiceCollection services, IConfiguration configuration, RunMode mode)
    {
        services.AddOptions<CryptoFlowOptions>().Bind(configuration.GetSection(CryptoFlowOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton(sp => CollectionPlan.From(sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value));
        services.AddAkka("fake", builder => builder
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors((system, registry) =>
            {
                registry.Register<DbReaderRouterActor>(Start(system, m => Readers(m), "readers"));
                registry.Register<DbMonitorActor>(Start(system, m => Monitor(m), "monitor"));
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
