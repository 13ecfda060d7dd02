using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Monitor;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>
/// Sends everything that the writer reports besides its replies. The caches and the commit feed get commits. The monitor gets every message, checkpoint, pause and
/// change of the condition. The log gets the events that an operator has to know. Used from the writer's thread.
/// </summary>
internal sealed class WriterReports(
    IActorRef writer,
    IActorRef monitor,
    SeriesChanges changes,
    ICommitFeed commits,
    StorageSettings settings,
    TimeProvider time,
    ILogger logger)
{
    private readonly RepeatedWarning _refusals = new(time, TimeSpan.FromSeconds(30));
    private readonly RepeatedWarning _movedFile = new(time, TimeSpan.FromSeconds(30));

    /// <param name="schemaVersion">The version of the store's schema.</param>
    /// <param name="head">The epoch that the opening has raised, and the newest commit.</param>
    public void FileOpened(int schemaVersion, CommitHead head)
    {
        logger.WriterOpened(settings.Path, schemaVersion, head.Epoch);

        // While the file was closed, nothing checked for commits of other programs.
        ChangedElsewhere();
        monitor.Tell(new StorageMonitorProtocol.WriterOpened(head.Epoch), writer);
        Repeat(head);
    }

    /// <summary>Publishes the newest commit's stamp, so that a subscriber over a network notices lost commits.</summary>
    public void Repeat(CommitHead head) => commits.Publish(head);

    public void FileClosed()
    {
        // The cached pages belong to a file that may no longer exist.
        ChangedElsewhere();
        logger.WriterClosed(settings.Path);
    }

    /// <summary>Another program has changed the file, or may have changed it.</summary>
    public void ChangedElsewhere() => changes.ChangedElsewhere();

    /// <summary>To be called after COMMIT and before the reply, so that a client that reads after the reply gets no stale page from a cache.</summary>
    public void Committed(WriteResult result)
    {
        Checkpointed(result.Checkpoint);
        if (result.Step is not null)
            commits.Publish(result.Step);

        if (result.Committed is not { } committed)
            return;

        // After a deletion the oldest remaining candle may be the first of its series. So a page that begins with this candle changes, too.
        var newest = committed.Changed is [.., var last] ? last.OpenTime : Math.Max(committed.Extent.To - 1, result.Stats?.OldestTime ?? 0);
        changes.Changed(committed.Series, committed.Extent.From, newest, committed.SeriesVersion);
        commits.Publish(committed);
    }

    public void Checkpointed(CheckpointOutcome? outcome)
    {
        if (outcome is null)
            return;
        logger.Checkpointed(outcome.Mode, outcome.MovedPages, outcome.LeftPages, outcome.Duration.TotalMilliseconds, outcome.Busy);
        monitor.Tell(new StorageMonitorProtocol.CheckpointObserved(outcome), writer);
    }

    /// <summary>To be called after the reply, for every message.</summary>
    public void Observed(QueuedWrite queued, WriteResult result, long started, LockWait lockWait)
    {
        var rejected = result.Reply as WriteRefused;
        if (rejected is not null && _refusals.ShouldLog(out var suppressed))
            logger.WriteRefused(rejected.Reason, rejected.Detail, suppressed);
        var observed = new StorageMonitorProtocol.WriteObserved(
            queued.Message.Lane,
            (queued.Message as WriteCandles)?.Series,
            Stopwatch.GetElapsedTime(queued.ArrivedAt, started),
            Stopwatch.GetElapsedTime(started),
            lockWait,
            rejected?.Reason,
            result.Rows,
            result.Stats);
        monitor.Tell(observed, writer);
    }

    /// <param name="pausedFor">For whom the writer paused.</param>
    /// <param name="whole">Whether no urgent message ended the pause early.</param>
    public void Paused(PauseFor pausedFor, bool whole)
    {
        if (pausedFor == PauseFor.Readers)
            monitor.Tell(StorageMonitorProtocol.WriterRested.Instance, writer);
        else if (whole)
            monitor.Tell(StorageMonitorProtocol.WriterPaused.Instance, writer);
    }

    /// <summary>Reports a failure or the recovery. Only the first of several failures in a row is logged.</summary>
    public void ConditionChanged(WriterCondition before, WriterCondition now)
    {
        if (now.Failure is null)
            logger.WriterRecovered(before.Failures);
        else if (before.Failure is null)
            logger.WriterFailing(now.Failure);
        monitor.Tell(new StorageMonitorProtocol.WriterConditionChanged(now.Failure), writer);
    }

    /// <summary>A reader's snapshot prevents the checkpoint that empties the WAL of the moved file.</summary>
    public void MovedFilePinned()
    {
        if (_movedFile.ShouldLog(out _))
            logger.MovedFileIncomplete("a reader holds a snapshot of the file; the writer tries again");
    }
}
