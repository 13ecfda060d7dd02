using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// Prepares the file before the actors start, and releases the right to write after they have stopped. The first hosted service, so it starts first and
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
        guard.Dispose();
        return Task.CompletedTask;
    }
}
