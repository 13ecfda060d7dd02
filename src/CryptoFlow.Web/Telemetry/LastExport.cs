using OpenTelemetry.Metrics;

namespace CryptoFlow.Web.Telemetry;

/// <summary>
/// Exports the last metrics when the program begins to stop, in parallel with the rest of the shutdown. Disposing waits for the export, so the program does not end
/// before the export has finished. <see cref="ExportTimeout"/> limits this wait.
/// </summary>
internal sealed class LastExport(MeterProvider provider, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    private Task _export = Task.CompletedTask;
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => _export = Task.Run(() => provider.Shutdown(), CancellationToken.None));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // First, because this call waits for a callback that runs at this moment.
        await _stopping.DisposeAsync();
        await _export;
    }
}
