namespace CryptoFlow.Testing.Processes;

/// <summary>
/// A copy of the database file and its -wal after the program was killed. The test opens the copy, and SQLite recovers the copy. The next
/// start of the program must then recover the original by itself.
/// </summary>
public sealed class FileCopy : IDisposable
{
    private readonly TempDirectory _directory = new();

    public FileCopy(string database)
    {
        foreach (var suffix in (string[])["", "-wal", "-journal"])
        {
            if (File.Exists(database + suffix))
                File.Copy(database + suffix, _directory.File("copy.db" + suffix));
        }

        Connection = new ForeignConnection(_directory.File("copy.db"));
    }

    public ForeignConnection Connection { get; }

    public void Dispose()
    {
        Connection.Dispose();
        _directory.Dispose();
    }
}
