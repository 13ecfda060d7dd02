using System.Collections.Immutable;
using CryptoFlow.Logging;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Storage.Monitor;

/// <summary>
/// Observes the file through a read-only connection and keeps the newest results. A failed observation closes the connection; the next one opens it again.
/// Used from one actor.
/// </summary>
/// <param name="settings">The file.</param>
/// <param name="board">Says whether the file was moved.</param>
/// <param name="time">The clock of the repeated warnings.</param>
/// <param name="logger">The log.</param>
internal sealed class DatabaseWatch(StorageSettings settings, ReaderBoard board, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// How long an observation waits for a lock. After this time the observation fails, and the next tick repeats it. The time is short, because the same thread
    /// orders the checkpoints.
    /// </summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(20);

    private readonly RepeatedWarning _failures = new(time, TimeSpan.FromSeconds(30));
    private DatabaseProbe? _probe;

    public bool IsOpen => _probe is not null;

    /// <summary>The newest successful observation.</summary>
    public DatabaseLook Newest { get; private set; } = new(0, 0, 0, null, null);

    public ImmutableDictionary<SeriesKey, SeriesStats> Series { get; private set; } = ImmutableDictionary<SeriesKey, SeriesStats>.Empty;

    public ImmutableDictionary<SeriesKey, GapCounts> Gaps { get; private set; } = ImmutableDictionary<SeriesKey, GapCounts>.Empty;

    /// <summary>Size of the file's free pages, bytes; null before the first observation.</summary>
    public long? FreeBytes { get; private set; }

    /// <summary>Why the last observation failed; null if it succeeded.</summary>
    public string? Failure { get; private set; }

    /// <summary>The damage that an observation or a query has found in the file since the writer opened the file, or null.</summary>
    public string? Damage { get; set; }

    /// <param name="tables">True reads the tables and the WAL, false only the WAL.</param>
    /// <param name="waited">How long the observation waited for locks.</param>
    /// <returns>True if the tables were read because another connection has committed.</returns>
    public bool Look(bool tables, out LockWait waited)
    {
        waited = default;
        try
        {
            if (_probe is null)
                board.RefuseReplacedFile(settings.Path);
            _probe ??= StorageConnection.OpenReader(settings with { BusyTimeout = LookPatience }).HandOver(c => new DatabaseProbe(c, settings));
            Newest = _probe.Look(tables);
            Failure = null;
            Series = Newest.Series?.ToImmutableDictionary(s => s.Series) ?? Series;
            Gaps = Newest.Gaps ?? Gaps;
            FreeBytes = Newest.FreeBytes ?? FreeBytes;
            waited = _probe.TakeLockWait();
            return Newest.Series is not null;
        }
        catch (StoreException e)
        {
            if (_probe is not null)
                waited = _probe.TakeLockWait().EndedBy(e);
            Close();
            Failure = e.Message;
            if (e.Failure == StoreFailure.Moved)
                board.FileMoved();
            if (e.Failure == StoreFailure.Damaged)
                Damage = e.Message;
            if (_failures.ShouldLog(out var suppressed))
                logger.ProbeFailed(e.Message, suppressed);
            return false;
        }
    }

    /// <summary>Records the state of a series that the writer has reported, unless an observation has already found a newer version.</summary>
    public void Known(SeriesStats stats)
    {
        if (stats.Version > (Series.GetValueOrDefault(stats.Series)?.Version ?? -1))
            Series = Series.SetItem(stats.Series, stats);
    }

    /// <summary>Closes the connection, if there is one.</summary>
    public void Close()
    {
        _probe?.Dispose();
        _probe = null;
    }
}
