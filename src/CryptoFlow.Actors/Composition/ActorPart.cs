using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Composition;

/// <summary>One part of the system, such as the readers: adds its actors to the actor system.</summary>
/// <param name="Compose">Called once, when the host creates the actor system.</param>
public sealed record ActorPart(Action<AkkaConfigurationBuilder, IServiceProvider> Compose);

/// <summary>Adds parts of the system.</summary>
public static class ActorPartHosting
{
    /// <summary>Adds a part. The parts start their actors one after the other, in the order in which the parts were added.</summary>
    public static IServiceCollection AddPart(this IServiceCollection services, Action<AkkaConfigurationBuilder, IServiceProvider> compose) =>
        services.AddSingleton(new ActorPart(compose));

    /// <inheritdoc cref="AddPart(IServiceCollection, Action{AkkaConfigurationBuilder, IServiceProvider})"/>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name of the part's method, such as <c>AddReaders</c>, for errors.</param>
    /// <param name="start">Creates and registers the part's actors, and registers their step of the stop.</param>
    public static IServiceCollection AddPart(this IServiceCollection services, string name, Func<PartStart, Task> start) =>
        services.AddPart((akka, sp) => akka.WithPart(sp, name, start));

    /// <summary>Starts a part's actors when the actor system starts, after those of the parts that were added before.</summary>
    public static AkkaConfigurationBuilder WithPart(this AkkaConfigurationBuilder akka, IServiceProvider services, string name, Func<PartStart, Task> start) =>
        akka.WithActors((system, registry) => start(new PartStart(name, system, registry, services)));
}
