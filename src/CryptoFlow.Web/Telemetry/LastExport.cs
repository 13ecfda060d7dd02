using OpenTelemetry.Metrics;

namespace CryptoFlow.Web.Telemetry;

/// <summary>
/// Sends the last metrics when the program begins to stop, beside its other ends: where the provider is disposed of last, a collector that
/// does not answer would hold up the end.
/// </summary>
internal sealed class LastExport(MeterProvider provider, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => Task.Run(() => provider.Shutdown()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
