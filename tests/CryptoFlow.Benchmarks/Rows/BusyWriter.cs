using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Torture.Locks;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The writer actor in this process. Pages of a backfill keep it busy while syncs arrive.</summary>
internal sealed class BusyWriter : IAsyncDisposable
{
    /// <summary>Number of candles in each sync. A sync reads the newest closed candles again.</summary>
    private const int CandlesASync = 3;

    /// <summary>Number of series of the backfill. The series after them is synced.</summary>
    private const int Backfilled = 4;

    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(10);

    private readonly TempDirectory _directory;
    private readonly StorageHost _storage;
    private long _next;
    private int _synced;

    private BusyWriter(TempDirectory directory, StorageHost storage) => (_directory, _storage) = (directory, storage);

    /// <param name="settings">More settings of the storage, by their keys below <c>CryptoFlow</c>.</param>
    public static async Task<BusyWriter> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var directory = new TempDirectory();
        return new BusyWriter(directory, await StorageHost.StartAsync(directory.File("candles.db"), settings: settings));
    }

    /// <summary>
    /// Takes steps of retention until it is stopped, the next when the last is committed, as <c>RetentionActor</c> does. That actor rests for an hour when nothing is
    /// left to remove; this loop goes on after some milliseconds, because the backfill makes more candles old meanwhile. The last step begins after the stop, so it
    /// sees every stored page.
    /// </summary>
    /// <returns>Number of removed candles.</returns>
    public async Task<long> RemoveOldCandlesAsync(CancellationToken stop)
    {
        for (var removed = 0L; ;)
        {
            var isLast = stop.IsCancellationRequested;
            if (await _storage.AskAsync(new RemoveOldCandles(WriteId.New(), RunId.New(), TimeSpan.MaxValue)) is not OldCandlesRemoved step)
                throw new InvalidOperationException("The writer refused a step of retention.");
            removed += step.Removed;
            if (isLast)
                return removed;
            if (!step.More)
                await Eventually.PassAsync(SyncEvery);
        }
    }

    /// <summary>The time of each sync from sending to COMMIT, and the speed of the backfill in the same time.</summary>
    /// <param name="inFlight">Number of backfill pages that are sent and not acknowledged; 0 for no backfill.</param>
    /// <param name="pageSize">Candles in each page.</param>
    /// <param name="lasts">Duration of the measurement.</param>
    public async Task<(Latencies Syncs, double CandlesPerSecond)> MeasureAsync(int inFlight, int pageSize, TimeSpan lasts)
    {
        var times = new Latencies();
        var stored = 0L;
        using var stop = new CancellationTokenSource();
        var backfill = Enumerable.Range(0, inFlight).Select(lane => Task.Run(() => BackfillAsync(lane))).ToList();
        var began = Stopwatch.GetTimestamp();

        // On a machine that is very busy the time may be over before the first page of the backfill is stored.
        while (Stopwatch.GetElapsedTime(began) < lasts || (inFlight > 0 && Interlocked.Read(ref stored) == 0))
        {
            var page = MadeFile.Page(Backfilled, _synced++, CandlesASync, lane: WriteLane.Sync);
            var sent = Stopwatch.GetTimestamp();
            await WriteAsync(page);
            times.Add(Stopwatch.GetElapsedTime(sent));
            await Eventually.PassAsync(SyncEvery);
        }

        var rate = Interlocked.Read(ref stored) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(backfill);
        return (times, rate);

        async Task BackfillAsync(int lane)
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteAsync(MadeFile.Page(lane % Backfilled, Interlocked.Add(ref _next, pageSize) - pageSize, pageSize));
                Interlocked.Add(ref stored, pageSize);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _directory.Dispose();
    }

    private async Task WriteAsync(WriteCandles page)
    {
        if (await _storage.AskAsync(page) is not CandlesWritten and var refused)
            throw new InvalidOperationException($"The writer answered {refused}");
    }
}
