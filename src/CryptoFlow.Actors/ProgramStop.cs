using Microsoft.Extensions.Hosting;

namespace CryptoFlow;

/// <summary>Stops the program in order when going on could do harm, and remembers why: the exit code is then 1.</summary>
public sealed class ProgramStop(IHostApplicationLifetime lifetime)
{
    private string? _reason;

    /// <summary>The first reason given, or null where the program stops because it was told to.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Begins the stop; may be called from any thread and more than once.</summary>
    public void Begin(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        lifetime.StopApplication();
    }
}
