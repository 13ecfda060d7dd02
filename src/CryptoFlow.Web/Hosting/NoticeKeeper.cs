using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Hosting;

/// <summary>
/// Has the server's notice at its place while this process writes the file. Several processes of a cluster may have the file open, and there is one notice. A standby
/// must not replace the notice of the process that writes. The process that writes looks again and again whether the notice is still its own: a process that has written before may still have
/// replaced or deleted it, because a file cannot be read and deleted in one step, or because that process was stopped for a while (SIGSTOP) and does not know of the move yet.
/// </summary>
/// <param name="notice">The notice of this process.</param>
/// <param name="database">The database file.</param>
/// <param name="board">Says whether this process writes the file.</param>
internal sealed class NoticeKeeper(ServerNotice notice, string database, MonitorBoard board)
{
    private bool _isThere;

    /// <summary>Looks once. After a failure of the disk the next look tries again.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Look()
    {
        var writes = board.Health is { Storage.Place: StoragePlace.Here, Writer.Open: true };
        if (writes)
        {
            if (!notice.IsAt(database))
                notice.Write(database);
            _isThere = true;
        }
        else
        {
            TakeAway();
        }
    }

    /// <summary>Deletes the notice, unless another process has replaced it.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void TakeAway()
    {
        if (_isThere)
            notice.Remove(database);
        _isThere = false;
    }
}
