using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Storage.Guard;

/// <summary>
/// Makes the file ready before the actors start, and lets go of the right to write after they have stopped: the first hosted
/// service, so it starts first and stops last.
/// </summary>
public sealed class DatabaseStartupService(StorageSettings settings, RunMode mode) : IHostedService, IDisposable
{
    private DatabaseLock? _writerLock;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writerLock = DatabaseStartup.Prepare(settings, mode.Origin);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _writerLock?.Dispose();
        _writerLock = null;
    }
}
