namespace CryptoFlow.Storage.Monitor;

/// <summary>Finds the holders of locks and snapshots, and interrupts a query of ours that prevents a WAL reset.</summary>
public sealed partial class StorageMonitorActor
{
    private void LookWhoHoldsLocks()
    {
        var (look, now) = (_watch.Newest, Now);
        var ours = _board.Running.Select(q => (Query: q, Age: _time.GetElapsedTime(q.StartedAt))).ToList();
        var backup = _board.BackupSince is { } since ? _time.GetElapsedTime(since) : (TimeSpan?)null;
        _holders.Look(now, ours, _others.Look() ?? [], (look.WalPages, look.CheckpointedPages), backup);
        _book.Record.Look(now, _holders);

        // If another program holds the oldest snapshot, interrupting our query would not let a checkpoint move more frames.
        if (_holders.Snapshots is not [{ Reader: not null }, ..])
            return;
        foreach (var (query, age) in ours.Where(q => CheckpointPolicy.MustCut(look.WalPages, q.Age) && !q.Query.IsCut))
        {
            query.Cut();
            if (_cuts.ShouldLog(out var suppressed))
                _logger.QueryCut(query.Reader, query.Query, age.TotalMilliseconds, look.WalFileBytes / (1024 * 1024), suppressed);
        }
    }
}
