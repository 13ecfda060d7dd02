using System.Collections.Immutable;
using CryptoFlow.Logging;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring;

/// <summary>
/// Looks at the file through a read-only connection and keeps the newest results. A look that fails closes the connection; the next look opens it again. Used from one actor.
/// </summary>
/// <param name="settings">The file.</param>
/// <param name="board">Says whether the file was moved.</param>
/// <param name="time">The clock of the repeated warnings.</param>
/// <param name="logger">The log.</param>
internal sealed class DatabaseWatch(StorageSettings settings, ReaderBoard board, TimeProvider time, ILogger logger)
{
    /// <summary>A look that a lock holds up is given up and tried again at the next tick: the checkpoints are ordered by the same thread.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(20);

    private readonly RepeatedWarning _failures = new(time, TimeSpan.FromSeconds(30));
    private DatabaseProbe? _probe;

    public bool IsOpen => _probe is not null;

    /// <summary>The newest look that succeeded.</summary>
    public DatabaseLook Newest { get; private set; } = new(0, 0, 0, null, null);

    public ImmutableDictionary<SeriesKey, SeriesStats> Series { get; private set; } = ImmutableDictionary<SeriesKey, SeriesStats>.Empty;

    public ImmutableDictionary<SeriesKey, GapCounts> Gaps { get; private set; } = ImmutableDictionary<SeriesKey, GapCounts>.Empty;

    /// <summary>Why the last look failed, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>The damage that a look or a query has met since the writer opened the file, or null.</summary>
    public string? Damage { get; set; }

    /// <param name="tables">Whether to look at the tables too; without, only at the WAL.</param>
    /// <param name="waited">What the look waited for locks.</param>
    /// <returns>Whether the tables were read, since somebody has committed.</returns>
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
            waited = _probe.TakeLockWait();
            return Newest.Series is not null;
        }
        catch (StorageException e)
        {
            if (_probe is not null)
                waited = _probe.TakeLockWait().EndedBy(e);
            Close();
            Failure = e.Message;
            if (e.IsMovedFile)
                board.FileMoved();
            if (e.IsDamage)
                Damage = e.Message;
            if (_failures.ShouldLog(out var suppressed))
                logger.ProbeFailed(e.Message, suppressed);
            return false;
        }
    }

    /// <summary>Takes what the writer says of a series, unless a look at the file has shown a newer version.</summary>
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
