using CryptoFlow.Storage.Sharing;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>
/// The <c>-wal</c> and the <c>-shm</c> that a connection has open. Somebody who deletes them (a clean-up script) leaves us with
/// files that nobody else finds: what is committed into such a WAL is lost with the process, and another program's locks, which lie in
/// the <c>-shm</c>, and ours do not see each other any more. SQLite does not look.
/// </summary>
/// <param name="databasePath">The database, opened and read by now, so that both files are there.</param>
internal sealed class WalFiles(string databasePath)
{
    private readonly (string Path, FileIdentity? Opened)[] _files =
        [.. ((string[])["-wal", "-shm"]).Select(suffix => (databasePath + suffix, FileIdentity.Of(databasePath + suffix)))];

    /// <summary>The first of them that is not the one that was opened, or null, also where the system does not tell. Costs two <c>stat</c>s.</summary>
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
