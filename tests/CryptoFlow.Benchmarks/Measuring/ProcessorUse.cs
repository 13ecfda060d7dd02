using System.Diagnostics;

namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>Measures the processor time of processes from now on. The time of this process counts as that of the load generator.</summary>
internal sealed class ProcessorUse
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly (string Name, Func<TimeSpan> Now, TimeSpan Before)[] _processes;

    public ProcessorUse(params (string Name, Func<TimeSpan> Now)[] processes) =>
        _processes = [.. processes.Append(("load", OfThisProcess)).Select(p => (p.Item1, p.Item2, p.Item2()))];

    /// <summary>Processor time of each process since this object was made, by name.</summary>
    public ProcessorTimes Taken()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        return new ProcessorTimes(elapsed, _processes.ToDictionary(p => p.Name, p => p.Now() - p.Before));
    }

    private static TimeSpan OfThisProcess() => Environment.CpuUsage.TotalTime;
}

/// <summary>Processor time that each process used within the elapsed time.</summary>
internal sealed record ProcessorTimes(TimeSpan Elapsed, IReadOnlyDictionary<string, TimeSpan> ByProcess)
{
    /// <summary>Processor time as a number of processors: 1 means one processor, busy all the time.</summary>
    public override string ToString() => "processors: " + string.Join(", ", ByProcess.Select(p => $"{p.Key} {p.Value / Elapsed:F2}"));
}
