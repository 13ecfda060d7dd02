using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sharing;

namespace CryptoFlow.Monitoring;

/// <summary>Somebody who holds a snapshot or the write lock.</summary>
/// <param name="Name">Who, for a sentence: "python3 (process 4711)", "reader 2 with the candles of BINANCE:BTCUSDT 15m".</param>
/// <param name="Age">How long it has been seen to hold it.</param>
/// <param name="Process">The other program's process id, or null for a reader of ours.</param>
/// <param name="Reader">The number of our reader, or null.</param>
/// <param name="Query">What our reader is reading, or null.</param>
public sealed record LockHolder(string Name, TimeSpan Age, int? Process = null, int? Reader = null, string? Query = null);

/// <summary>
/// Who holds a snapshot, and so keeps the WAL from being emptied, and which other program holds the write lock. Ages of our queries
/// are exact, those of other programs count from when they were first seen. Used from one actor.
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

    /// <summary>Takes one look into the book.</summary>
    /// <param name="now">On a clock that only goes forward.</param>
    /// <param name="ours">Our running queries with their ages.</param>
    /// <param name="others">Other programs that have the file open.</param>
    /// <param name="wal">Frames in the WAL, and those of them that are in the file.</param>
    public void Look(TimeSpan now, IEnumerable<(RunningQuery Query, TimeSpan Age)> ours, ImmutableArray<OtherProgram> others, (int Pages, int Checkpointed) wal)
    {
        _snapshots = others
            .SelectMany(o => Enumerable.Range(0, OtherPrograms.Marks).Where(mark => (o.Marks & (1 << mark)) != 0).Select(mark => (o.Process, mark)))
            .ToDictionary(held => held, held => _snapshots.TryGetValue(held, out var seen) && IsTheSame(seen.Pages, wal) ? seen : (now, wal.Pages));
        _writers = others.Where(o => o.Writes).ToDictionary(o => o.Process, o => _writers.GetValueOrDefault(o.Process, now));
        foreach (var gone in _names.Keys.Except(others.Select(o => o.Process)).ToList())
            _names.Remove(gone);

        var programs = _snapshots.Select(s => new LockHolder(NameOf(s.Key.Process), now - s.Value.Since, s.Key.Process));
        var readers = ours.Select(o => new LockHolder($"reader {o.Query.Reader} with {o.Query.Query}", o.Age, null, o.Query.Reader, o.Query.Query.ToString()));
        Snapshots = [.. programs.Concat(readers).OrderByDescending(h => h.Age)];
        Writer = _writers.Select(w => new LockHolder(NameOf(w.Key), now - w.Value, w.Key)).MaxBy(h => h.Age);
    }

    /// <summary>
    /// A program that reads again and again uses a mark over and over. Under one snapshot nothing is moved that is newer than it, and the WAL does
    /// not begin anew: where either has happened since the mark was first seen, it is another snapshot.
    /// </summary>
    private static bool IsTheSame(int pagesAtFirst, (int Pages, int Checkpointed) wal) => wal.Checkpointed <= pagesAtFirst && wal.Pages >= pagesAtFirst;

    private string NameOf(int process)
    {
        if (!_names.TryGetValue(process, out var name))
            _names[process] = name = OtherPrograms.NameOf(process) is { } command ? $"{command} (process {process})" : $"process {process}";
        return name;
    }
}
