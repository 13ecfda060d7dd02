using System.Globalization;

namespace CryptoFlow.Acceptance;

/// <summary>What the program takes of the machine, seen from outside: its memory and the write-ahead log.</summary>
internal sealed class FootprintProbe(int process, string database)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    public long WalPeakBytes { get; private set; }

    /// <summary>The most that was resident, as the system keeps it; to be asked before the process ends.</summary>
    public long ResidentPeakBytes()
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var wal = new FileInfo(database + "-wal");
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                wal.Refresh();
                WalPeakBytes = Math.Max(WalPeakBytes, wal.Exists ? wal.Length : 0);
            }
        }
        catch (OperationCanceledException)
        {
            // What was seen so far counts.
        }
    }
}
