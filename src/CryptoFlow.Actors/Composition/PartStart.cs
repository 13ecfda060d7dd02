using Akka;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Composition;

/// <summary>
/// The start of one part's actors. A part gets the actors and services that it needs from this class. So it need not know which other part provides them, or whether
/// an actor runs in this process.
/// </summary>
public sealed class PartStart(string part, ActorSystem system, IActorRegistry registry, IServiceProvider services)
{
    /// <summary>Timeout for the answers of a part's own actors during the start.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    public ActorSystem System => system;

    public TimeProvider Time => Service<TimeProvider>();

    public ILoggerFactory Loggers => Service<ILoggerFactory>();

    /// <exception cref="InvalidOperationException">No such service is registered. The message names it.</exception>
    public T Service<T>()
        where T : notnull =>
        services.GetService<T>() ?? throw new InvalidOperationException($"{part} needs the service {typeof(T).Name}, and the host has none.");

    /// <summary>A service that only some processes have; null in other processes.</summary>
    public T? Find<T>()
        where T : class => services.GetService<T>();

    /// <summary>An actor of another part.</summary>
    /// <typeparam name="TKey">The actor's key in the registry.</typeparam>
    /// <exception cref="InvalidOperationException">No part before this part has registered the actor. The message names it.</exception>
    public IActorRef Actor<TKey>() => registry.TryGet<TKey>(out var actor)
        ? actor
        : throw new InvalidOperationException(
            $"{part} needs the actor {typeof(TKey).Name}, and no part before it has registered one. Add the part that provides {typeof(TKey).Name} before {part}.");

    public void Register<TKey>(IActorRef actor) => registry.Register<TKey>(actor);

    /// <summary>Registers an actor in place of the actor that another part has registered under the key.</summary>
    public void Replace<TKey>(IActorRef actor) => registry.Register<TKey>(actor, overwrite: true);

    /// <summary>Adds a step of this part to the coordinated shutdown. The shutdown waits for the step, at most for the phase's timeout in <c>hocon/</c>.</summary>
    /// <param name="phase">The phase. Phases run one after the other. The steps of one phase run concurrently.</param>
    /// <param name="step">The name of the step, for the log of a failure.</param>
    /// <param name="stop">Stops the part. The task ends when the part has stopped.</param>
    public void OnStop(string phase, string step, Func<Task> stop) => CoordinatedShutdown.Get(system).AddTask(phase, step, async () =>
    {
        await stop().ConfigureAwait(false);
        return Done.Instance;
    });
}
