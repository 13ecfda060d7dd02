using Microsoft.Extensions.Hosting;

namespace CryptoFlow.Composition;

/// <summary>Stops the program in order if it must not continue, and keeps the reason.</summary>
public sealed class ProgramStop(IHostApplicationLifetime lifetime)
{
    private Ending? _ending;

    /// <summary>The first reason; null if the program stops normally.</summary>
    public string? Reason => Volatile.Read(ref _ending)?.Reason;

    /// <summary>The exit code that belongs to the reason.</summary>
    public int ExitCode => Volatile.Read(ref _ending)?.ExitCode ?? 0;

    /// <summary>Begins the stop with exit code 1. May be called from any thread and several times.</summary>
    public void Begin(string reason) => Begin(reason, 1);

    /// <summary>Begins the stop. May be called from any thread and several times.</summary>
    /// <param name="reason">One sentence for the operator.</param>
    /// <param name="exitCode">The exit code of the process (docs/operations.md, Exit codes).</param>
    public void Begin(string reason, int exitCode)
    {
        Interlocked.CompareExchange(ref _ending, new Ending(reason, exitCode), null);
        lifetime.StopApplication();
    }

    private sealed record Ending(string Reason, int ExitCode);
}
