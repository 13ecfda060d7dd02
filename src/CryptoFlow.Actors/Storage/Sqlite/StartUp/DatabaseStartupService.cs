using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// Prepares the file before the actors start, and reserves the lock for the writer. So a second process ends at once, with one sentence. The writer takes over the
/// lock when it first opens the file, and frees the lock after it has closed the file for the last time. This is the first hosted service, so it starts first and
/// stops last.
/// </summary>
public sealed class DatabaseStartupService(DatabaseGuard guard) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        guard.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        guard.EndReservation();
        return Task.CompletedTask;
    }
}
