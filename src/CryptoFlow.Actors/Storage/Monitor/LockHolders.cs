using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.OtherProcesses;

namespace CryptoFlow.Storage.Monitor;

/// <summary>A program or a reader that holds a snapshot or the write lock.</summary>
/// <param name="Name">The name for a sentence: "python3 (process 4711)", "reader 2 with the candles of BINANCE:BTCUSDT 15m".</param>
/// <param name="Age">Time since the monitor first saw the snapshot or the lock; for a query of ours, since its begin.</param>
/// <param name="Process">The other program's process id, or null for a reader of ours.</param>
/// <param name="Reader">The number of our reader, or null.</param>
/// <param name="Query">The query of our reader, or null.</param>
public sealed record LockHolder(string Name, TimeSpan Age, int? Process = null, int? Reader = null, string? Query = null);

/// <summary>
/// Finds the holders of snapshots, which prevent a WAL reset, and the other program that holds the write lock. The ages of our own queries are exact. The age of
/// another program counts from the moment at which the monitor first saw its lock. Used from one actor.
/// </summary>
public sealed class LockHolders
{
    private readonly Dictionary<int, string> _names = [];
    private Dictionary<(int Process, int Mark), (TimeSpan Since, int Pages)> _snapshots = [];
    private Dictionary<int, TimeSpan> _writers = [];

    /// <summary>Snapshots that are held, the oldest first.</summary>
    public ImmutableArray<LockHolder> Snapshots { get; private set; } = [];

    /// <summary>The other program that holds the write lock.</summary>
    public LockHolder? Writer { get; private set; }

    /// <summary>Records one observation.</summary>
    /// <param name="now">The time on a monotonic clock.</param>
    /// <param name="ours">Our running queries with their ages.</param>
    /// <param name="others">Other programs that have the file open.</param>
    /// <param name="wal">Frames in the WAL, and how many of them are already in the database file.</param>
    /// <param name="backup">The age of the snapshot of our own backup; null if no backup holds a snapshot.</param>
    public void Look(
        TimeSpan now, IEnumerable<(RunningQuery Query, TimeSpan Age)> ours, ImmutableArray<OtherProgram> others, (int Pages, int Checkpointed) wal, TimeSpan? backup = null)
    {
        _snapshots = others
            .SelectMany(o => Enumerable.Range(0, OtherPrograms.Marks).Where(mark => (o.Marks & (1 << mark)) != 0).Select(mark => (o.Process, mark)))
            .ToDictionary(held => held, held => _snapshots.TryGetValue(held, out var seen) && IsTheSame(seen.Pages, wal) ? seen : (now, wal.Pages));
        _writers = others.Where(o => o.Writes).ToDictionary(o => o.Process, o => _writers.GetValueOrDefault(o.Process, now));
        foreach (var gone in _names.Keys.Except(others.Select(o => o.Process)).ToList())
            _names.Remove(gone);

        var programs = _snapshots.Select(s => new LockHolder(NameOf(s.Key.Process), now - s.Value.Since, s.Key.Process));
        var readers = ours.Select(o => new LockHolder($"reader {o.Query.Reader} with {o.Query.Query}", o.Age, null, o.Query.Reader, o.Query.Query.ToString()));
        var backups = backup is { } age ? [new LockHolder("the backup", age)] : Array.Empty<LockHolder>();
        Snapshots = [.. programs.Concat(readers).Concat(backups).OrderByDescending(h => h.Age)];
        Writer = _writers.Select(w => new LockHolder(NameOf(w.Key), now - w.Value, w.Key)).MaxBy(h => h.Age);
    }

    /// <summary>
    /// True if a read mark may still belong to the snapshot that was first seen. A program that reads repeatedly uses the same mark for each new snapshot.
    /// While a snapshot lasts, no checkpoint moves frames newer than the snapshot, and SQLite does not reset the WAL. So the snapshot is a new one if a checkpoint
    /// has moved more frames than the WAL had when the mark was first seen, or if the WAL has fewer frames now.
    /// </summary>
    private static bool IsTheSame(int pagesAtFirst, (int Pages, int Checkpointed) wal) => wal.Checkpointed <= pagesAtFirst && wal.Pages >= pagesAtFirst;

    private string NameOf(int process)
    {
        if (!_names.TryGetValue(process, out var name))
            _names[process] = name = OtherPrograms.NameOf(process) is { } command ? $"{command} (process {process})" : $"process {process}";
        return name;
    }
}
