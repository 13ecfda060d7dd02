using CryptoFlow.Storage.Sqlite.OtherProcesses;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// Detects that the <c>-wal</c> or the <c>-shm</c> of an open connection was deleted or replaced, for example by a clean-up script. Commits into a deleted WAL are
/// lost when the process ends. Locks in a deleted <c>-shm</c> do not exclude other programs. SQLite does not check for this.
/// </summary>
/// <param name="databasePath">The path of the database. A connection must have read from it, so that both files exist.</param>
internal sealed class WalFiles(string databasePath)
{
    private readonly (string Path, FileIdentity? Opened)[] _files =
        [.. ((string[])["-wal", "-shm"]).Select(suffix => (databasePath + suffix, FileIdentity.Of(databasePath + suffix)))];

    /// <summary>
    /// The path of the first file that was deleted or replaced since the opening; null if neither was, or if the operating system does not provide the file's
    /// identity. Costs two <c>stat</c>s.
    /// </summary>
    public string? FindLost()
    {
        foreach (var (path, opened) in _files)
        {
            if (opened is not null && FileIdentity.Of(path) != opened)
                return path;
        }

        return null;
    }
}
