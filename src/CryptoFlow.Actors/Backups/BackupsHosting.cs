using Akka.Actor;
using CryptoFlow.Composition;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Backups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Backups;

/// <summary>Composes the scheduled backups.</summary>
public static class BackupsHosting
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Adds the scheduled backups; without a schedule it starts no actor. Needs <see cref="StorageSettings"/> and <see cref="BackupOptions"/>, and must run on the
    /// machine of the file.
    /// </summary>
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.TryAddSingleton<BackupBoard>();
        services.TryAddSingleton<ReaderBoard>();
        services.AddSingleton<IBackupStore>(sp =>
        {
            var (settings, options) = (sp.GetRequiredService<StorageSettings>(), sp.GetRequiredService<BackupOptions>());
            return new SqliteBackupStore(
                settings, options.DirectoryFor(settings.Path), options.Keep, sp.GetRequiredService<ReaderBoard>(), sp.GetRequiredService<TimeProvider>());
        });
        return services.AddPart(nameof(AddBackups), Start);
    }

    private static Task Start(PartStart part)
    {
        if (BackupSchedule.From(part.Service<BackupOptions>()) is not { } schedule)
            return Task.CompletedTask;
        var stopping = new CancellationTokenSource();
        var backups = part.System.ActorOf(
            BackupActor.Props(
                part.Service<IBackupStore>(), schedule, part.Service<BackupBoard>(), part.Time, part.Loggers.CreateLogger<BackupActor>(), stopping.Token),
            "backups");

        // The backups stop before the readers, because the writer can empty the WAL at the end only if no backup holds a snapshot.
        part.OnStop(CoordinatedShutdown.PhaseServiceRequestsDone, "stop-backups", async () =>
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await backups.GracefulStop(StopWithin).ConfigureAwait(false);
            stopping.Dispose();
        });
        return Task.CompletedTask;
    }
}
