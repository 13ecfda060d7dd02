using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Hosting;

/// <summary>
/// Has the server's notice at its place while this process writes the file. Several processes of a cluster may have the file open, and there is one notice. A standby
/// must not replace the notice of the process that writes.
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
        if (writes && !_isThere)
        {
            notice.Write(database);
            _isThere = true;
        }
        else if (!writes)
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
