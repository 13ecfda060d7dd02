namespace CryptoFlow.Storage.Guard;

/// <summary>
/// The right to write: an exclusively held lock file beside the database, so that a second writer process is refused at its
/// start. The operating system lets go of it when the process ends, however it ends. The database, its -wal and -shm
/// are never opened by anything but SQLite: closing such a descriptor would drop the process's locks.
/// </summary>
public sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    public static string PathFor(string databasePath) => databasePath + ".writer.lock";

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StartRefusedException">Another process holds it, or the directory cannot be written.</exception>
    public static DatabaseLock Acquire(string databasePath)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(databasePath)!);
            return new DatabaseLock(new FileStream(PathFor(databasePath), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartRefusedException($"The directory of the database {databasePath} cannot be written: {e.Message}");
        }
        catch (IOException e) when (File.Exists(PathFor(databasePath)))
        {
            throw new StartRefusedException(
                $"Another process writes the database {databasePath} (it holds {Path.GetFileName(PathFor(databasePath))}); there is only ever one writer. ({e.Message})");
        }
        catch (IOException e)
        {
            throw new StartRefusedException($"The directory of the database {databasePath} cannot be written: {e.Message}");
        }
    }

    /// <summary>Whether some process holds the lock now.</summary>
    public static bool IsHeld(string databasePath)
    {
        if (!File.Exists(PathFor(databasePath)))
            return false;
        try
        {
            using var probe = new FileStream(PathFor(databasePath), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();
}
