using OpenTelemetry.Metrics;

namespace CryptoFlow.Web.Telemetry;

/// <summary>
/// Exports the last metrics when the program begins to stop, in parallel with the rest of the shutdown. Otherwise disposing the provider at the
/// end would export them, and a collector that does not answer would delay the end of the program.
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
