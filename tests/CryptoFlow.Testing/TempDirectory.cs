namespace CryptoFlow.Testing;

/// <summary>A temporary directory for one test. Dispose deletes it with all files in it (a database, its -wal and -shm).</summary>
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
            // A killed process may still hold a file. The system deletes old temporary files later.
        }
    }
}
