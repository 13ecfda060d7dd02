using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// Prepares the file before the actors start, and reserves the lock for the writer, so that a second process ends with one sentence. The first opening of the
/// file takes the lock over, and the writer frees it after the last closing. The first hosted service, so it starts first and stops last.
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
