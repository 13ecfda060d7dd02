namespace CryptoFlow.Testing;

/// <summary>A directory of its own for one test, deleted with all that is in it (a database, its -wal and -shm).</summary>
public sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("cryptoflow-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may still hold a file; the system's own clean-up takes the rest.
        }
    }
}
