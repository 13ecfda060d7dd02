using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Composition;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.StartUp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Storage.Writer;

/// <summary>Composes the writer: the guard of the file, the writer with its mailbox, and the storage monitor, which lives with the writer.</summary>
public static class StorageWriterHosting
{
    /// <summary>How long the storage may take to drain and to close.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(1600);

    /// <summary>
    /// Adds the only writer of the file. Needs <see cref="StorageSettings"/> and the <see cref="StorageObserver"/>. Registers <see cref="StorageActor"/>,
    /// <see cref="DbWriterActor"/> and <see cref="StorageMonitorActor"/>. The lock file is reserved before any actor exists, so a second process of this kind
    /// does not start.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="origin">The origin of the candles. A file with candles of another origin is refused.</param>
    public static IServiceCollection AddStorageWriter(this IServiceCollection services, MarketOrigin origin)
    {
        services.AddWriterServices(origin);
        services.AddSingleton<IWriteStoreSource>(SourceOf);

        // Inserted as the first hosted service, so that it starts before the actor system and stops after it. The order in which the parts are added does not
        // matter.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, DatabaseStartupService>());
        return services.AddPart((akka, sp) => akka.WithWriterMailbox(sp).WithPart(sp, nameof(AddStorageWriter), StartAsync));
    }

    /// <summary>
    /// Adds the services for a process that may become the writer later. Nothing is locked or opened, and no actor is started. The part that decides that this
    /// process writes starts an actor with <see cref="StorageProps"/>. The writer of this actor waits while another process has the lock, takes the lock, opens the
    /// file, and frees the lock after it has closed the file.
    /// </summary>
    /// <inheritdoc cref="AddStorageWriter"/>
    public static IServiceCollection AddStandbyStorageWriter(this IServiceCollection services, MarketOrigin origin)
    {
        services.AddWriterServices(origin);
        services.AddSingleton<IWriteStoreSource>(sp => new StandbyWriteStoreSource(SourceOf(sp), sp.GetRequiredService<DatabaseGuard>()));
        return services.AddPart((akka, sp) => akka.WithWriterMailbox(sp));
    }

    /// <summary>The actor that starts the writer and its storage monitor.</summary>
    /// <param name="part">The start of the part. The storage observer must be registered.</param>
    public static Props StorageProps(PartStart part) => StorageActor.Props(
        part.Service<StorageSettings>(),
        part.Service<IWriteStoreSource>(),
        part.Service<WriterShared>(),
        part.Service<IMonitorSamples>(),
        part.Actor<StorageObserver>(),
        part.Time,
        part.Loggers,
        part.Service<ProgramStop>().Begin);

    private static void AddWriterServices(this IServiceCollection services, MarketOrigin origin)
    {
        services.TryAddCommitFeed().TryAddSingleton<SeriesChanges>();
        services.TryAddSingleton<ReaderBoard>();
        services.TryAddSingleton<ReadActivity>();
        services.TryAddSingleton(IMonitorSamples.None);
        services.AddSingleton(sp => new WriterQueueStats(sp.GetRequiredService<StorageSettings>().WriteQueueLimit));
        services.AddSingleton<WriterShared>();
        services.AddSingleton(sp => new DatabaseGuard(sp.GetRequiredService<StorageSettings>(), origin, time: sp.GetService<TimeProvider>()));
        services.TryAddSingleton<ProgramStop>();
    }

    private static SqliteWriteStoreSource SourceOf(IServiceProvider services) =>
        new(services.GetRequiredService<StorageSettings>(), services.GetRequiredService<DatabaseGuard>(), services.GetService<TimeProvider>());

    private static AkkaConfigurationBuilder WithWriterMailbox(this AkkaConfigurationBuilder akka, IServiceProvider services) =>
        akka.AddSetup(new WriterMailboxSetup(services.GetRequiredService<WriterQueueStats>()));

    private static async Task StartAsync(PartStart part)
    {
        var storage = part.System.ActorOf(StorageProps(part), "storage");
        var actors = await storage.Ask<StorageProtocol.StorageActors>(StorageProtocol.GetStorageActors.Instance, PartStart.Within).ConfigureAwait(false);
        part.Register<StorageActor>(storage);
        part.Register<DbWriterActor>(actors.Writer);
        part.Register<StorageMonitorActor>(actors.Monitor);
        part.OnStop(
            CoordinatedShutdown.PhaseServiceStop,
            "stop-storage",
            () => storage.Ask<StorageProtocol.StorageStopped>(new StorageProtocol.StopStorage(StopWithin), StopWithin));
    }
}
