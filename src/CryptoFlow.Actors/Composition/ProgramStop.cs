using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Composition;

/// <summary>Stops the program in order when continuing could do harm, and keeps the reason. The exit code is then 1.</summary>
public sealed class ProgramStop(IHostApplicationLifetime lifetime)
{
    private string? _reason;

    /// <summary>The first reason; null if the program stops normally.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Begins the stop. May be called from any thread and several times.</summary>
    public void Begin(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        lifetime.StopApplication();
    }
}
