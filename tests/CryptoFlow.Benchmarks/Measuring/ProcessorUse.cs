using System.Diagnostics;

namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>What processes take of the processors from now on; this one's is the load generator's.</summary>
internal sealed class ProcessorUse
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly (string Name, Func<TimeSpan> Now, TimeSpan Before)[] _processes;

    public ProcessorUse(params (string Name, Func<TimeSpan> Now)[] processes) =>
        _processes = [.. processes.Append(("load", OfThisProcess)).Select(p => (p.Item1, p.Item2, p.Item2()))];

    /// <summary>Processor time since it was made, by name.</summary>
    public ProcessorTimes Taken()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        return new ProcessorTimes(elapsed, _processes.ToDictionary(p => p.Name, p => p.Now() - p.Before));
    }

    private static TimeSpan OfThisProcess() => Environment.CpuUsage.TotalTime;
}

/// <summary>Processor time that processes took within a time.</summary>
internal sealed record ProcessorTimes(TimeSpan Elapsed, IReadOnlyDictionary<string, TimeSpan> ByProcess)
{
    /// <summary>In processors: 1 is one of them all the time.</summary>
    public override string ToString() => "processors: " + string.Join(", ", ByProcess.Select(p => $"{p.Key} {p.Value / Elapsed:F2}"));
}
