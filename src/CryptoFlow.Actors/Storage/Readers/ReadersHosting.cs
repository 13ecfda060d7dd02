using Akka.Actor;
using CryptoFlow.Composition;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Readers;

/// <summary>Composes the readers of the file and their router.</summary>
public static class ReadersHosting
{
    /// <summary>The phase of the stop in which the readers close. It comes after the traders and collectors and before the writer (<c>hocon/</c>).</summary>
    public const string StopPhase = "cryptoflow-readers-stop";

    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// Adds the readers. Needs <see cref="StorageSettings"/>, the <see cref="DbWriterActor"/>, which says when the file is open, and the
    /// <see cref="StorageMonitorActor"/>. Registers <see cref="DbReaderRouterActor"/>.
    /// </summary>
    public static IServiceCollection AddReaders(this IServiceCollection services)
    {
        services.TryAddSingleton<ReaderBoard>();
        services.TryAddSingleton<ReadActivity>();
        services.TryAddSingleton<ProgramStop>();
        services.TryAddSingleton<OpenReadStore>(sp =>
            givingUp => SqliteReadStore.Open(sp.GetRequiredService<StorageSettings>(), sp.GetRequiredService<TimeProvider>(), givingUp));
        return services.AddPart(nameof(AddReaders), StartAsync);
    }

    private static async Task StartAsync(PartStart part)
    {
        var context = new ReaderContext(
            part.Service<StorageSettings>(),
            part.Service<OpenReadStore>(),
            part.Service<ReaderBoard>(),
            part.Service<ReadActivity>(),
            part.Actor<StorageMonitorActor>(),
            part.Time,
            part.Loggers.CreateLogger<DbReaderRouterActor>());
        var readers = part.System.ActorOf(ReadersActor.Props(context, part.Actor<DbWriterActor>(), part.Service<ProgramStop>().Begin), "readers");
        var started = await readers.Ask<ReadersActor.RouterStarted>(ReadersActor.GetRouter.Instance, PartStart.Within).ConfigureAwait(false);
        part.Register<DbReaderRouterActor>(started.Router);
        part.OnStop(
            StopPhase, "stop-readers", () => readers.Ask<DbReaderRouterActor.ReadersClosed>(DbReaderRouterActor.CloseReaders.Instance, StopWithin));
    }
}
