using System.Globalization;

namespace CryptoFlow.Testing.Processes;

/// <summary>Measures from outside how much memory the program uses and how large its WAL file is.</summary>
public sealed class FootprintProbe(int process, string database)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly FileInfo _wal = new(database + "-wal");
    private long _walPeak;

    /// <summary>The largest observed size of the WAL file, bytes.</summary>
    public long WalPeakBytes => Volatile.Read(ref _walPeak);

    /// <summary>Current size of the WAL file, bytes; 0 if there is no WAL file.</summary>
    public long WalBytes()
    {
        lock (_wal)
        {
            _wal.Refresh();
            return _wal.Exists ? _wal.Length : 0;
        }
    }

    /// <summary>Current resident memory, bytes.</summary>
    public long ResidentBytes() => Status("VmRSS:") * 1024;

    /// <summary>Peak resident memory as the operating system reports it, bytes. Read it before the process ends.</summary>
    public long ResidentPeakBytes() => Status("VmHWM:") * 1024;

    /// <summary>Current number of threads.</summary>
    public long Threads() => Status("Threads:");

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                Volatile.Write(ref _walPeak, Math.Max(WalPeakBytes, WalBytes()));
        }
        catch (OperationCanceledException)
        {
            // The run was cancelled. The observed maximum stays valid.
        }
    }

    private long Status(string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
