namespace CryptoFlow.Testing.Processes;

/// <summary>
/// A copy of a file as a killed program has left it, with its -wal. It is the copy that is opened and recovered: the next start
/// of the program has to recover the original by itself.
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
