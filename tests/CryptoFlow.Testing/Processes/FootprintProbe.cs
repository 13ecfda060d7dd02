using System.Globalization;

namespace CryptoFlow.Testing.Processes;

/// <summary>What the program takes of the machine, seen from outside: its memory and the write-ahead log.</summary>
public sealed class FootprintProbe(int process, string database)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly FileInfo _wal = new(database + "-wal");
    private long _walPeak;

    /// <summary>The largest observed size of the WAL file, bytes.</summary>
    public long WalPeakBytes => Volatile.Read(ref _walPeak);

    /// <summary>The WAL file's size now; 0 where there is none.</summary>
    public long WalBytes()
    {
        lock (_wal)
        {
            _wal.Refresh();
            return _wal.Exists ? _wal.Length : 0;
        }
    }

    /// <summary>What is resident now.</summary>
    public long ResidentBytes() => Status("VmRSS:") * 1024;

    /// <summary>Peak resident memory as the system reports it. Read it before the process ends.</summary>
    public long ResidentPeakBytes() => Status("VmHWM:") * 1024;

    /// <summary>Its threads now.</summary>
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
            // What was seen so far counts.
        }
    }

    private long Status(string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
