using System.Runtime.InteropServices;
using CryptoFlow.Storage.Sqlite.OtherProcesses;
using Microsoft.Win32.SafeHandles;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// The right to write: an exclusive lock on a file beside the database, so that a second writer process is refused. The operating system releases the lock when
/// the process ends, for whatever reason. CryptoFlow never deletes the lock file: otherwise two processes could lock two different files. Only SQLite opens the
/// database, its <c>-wal</c> and its <c>-shm</c>, because closing another descriptor of such a file would drop SQLite's locks.
/// </summary>
/// <remarks>
/// On Linux the lock is a <c>flock</c>, and the lock file is recognised by device and inode. Elsewhere .NET locks the file, and it is not checked again.
/// </remarks>
public sealed class DatabaseLock : IDisposable
{
    /// <summary>Maximum number of tries. Another program may replace the lock file after this process has opened it and before it has locked it.</summary>
    private const int Tries = 5;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly FileIdentity? _identity;

    private DatabaseLock(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
        _identity = OperatingSystem.IsLinux() ? FileIdentity.Of(file) : null;
    }

    /// <summary>True if the locked file is still the file at its path. Costs one <c>stat</c>. Always true on systems without <c>statx</c>.</summary>
    public bool IsInPlace => _identity is null || FileIdentity.Of(_path) == _identity;

    public static string PathFor(string databasePath) => databasePath + ".writer.lock";

    /// <summary>Takes the lock and proves that locks work: a second lock on the same file must be refused.</summary>
    /// <exception cref="FileRefusedException">Another process has it, the directory cannot be written, or the file system ignores locks.</exception>
    public static DatabaseLock Acquire(string databasePath) => Acquire(databasePath, Flock.Take);

    /// <param name="databasePath">The database, absolute.</param>
    /// <param name="take">Locks a descriptor; returns 0 or the error number.</param>
    internal static DatabaseLock Acquire(string databasePath, Func<SafeFileHandle, int> take)
    {
        CreateDirectoryOf(databasePath);
        for (var tries = 0; tries < Tries; tries++)
        {
            var taken = new DatabaseLock(OpenLocked(databasePath, take), PathFor(databasePath));
            try
            {
                if (!taken.IsInPlace)
                {
                    taken.Dispose();
                    continue;
                }

                taken.Prove(databasePath, take);
                return taken;
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }

        throw new FileRefusedException(FileRefusal.Lock, $"Somebody replaces the lock file {PathFor(databasePath)} again and again; leave this file alone and start again.");
    }

    /// <summary>True if any process holds the lock now.</summary>
    public static bool IsHeld(string databasePath)
    {
        if (!File.Exists(PathFor(databasePath)))
            return false;
        try
        {
            using var probe = OpenLocked(databasePath, Flock.Take);
            return false;
        }
        catch (FileRefusedException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void CreateDirectoryOf(string databasePath)
    {
        var directory = Path.GetDirectoryName(databasePath)!;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new FileRefusedException(FileRefusal.Place, $"The directory of the database {databasePath} cannot be made: {e.Message}");
        }
    }

    private static SafeFileHandle OpenLocked(string databasePath, Func<SafeFileHandle, int> take)
    {
        if (!OperatingSystem.IsLinux())
            return OpenUnshared(databasePath);

        var file = Flock.Open(PathFor(databasePath), out var openError)
            ?? throw new FileRefusedException(FileRefusal.Lock, $"The lock file {PathFor(databasePath)} cannot be opened: {Marshal.GetPInvokeErrorMessage(openError)}.");
        var error = take(file);
        if (error == 0)
            return file;
        var identity = FileIdentity.Of(file);
        file.Dispose();
        throw error == Flock.HeldByAnother
            ? new FileRefusedException(FileRefusal.Lock, HeldBy(databasePath, identity))
            : new FileRefusedException(
                FileRefusal.Place,
                $"The file system of {PathFor(databasePath)} gives no lock ({Marshal.GetPInvokeErrorMessage(error)}), so nothing would keep a second program from writing; choose a local disk for CryptoFlow:Database:Path.");
    }

    private static string HeldBy(string databasePath, FileIdentity? lockFile)
    {
        var holder = lockFile is { } file ? OtherPrograms.HolderOf(file) : null;
        var who = holder is { } process ? $"process {process} holds" : "it holds";
        return $"Another process writes the database {databasePath} ({who} {PathFor(databasePath)}); there is only ever one writer. Stop that process, or choose another file for CryptoFlow:Database:Path.";
    }

    private static SafeFileHandle OpenUnshared(string databasePath)
    {
        try
        {
            return File.OpenHandle(PathFor(databasePath), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FileRefusedException(FileRefusal.Lock, $"The lock file {PathFor(databasePath)} cannot be opened: {e.Message}");
        }
        catch (IOException)
        {
            throw new FileRefusedException(FileRefusal.Lock, HeldBy(databasePath, null));
        }
    }

    private void Prove(string databasePath, Func<SafeFileHandle, int> take)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var second = Flock.Open(_path, out _);
        if (second is null || take(second) != Flock.HeldByAnother)
            throw new FileRefusedException(FileRefusal.Place, $"The file system of {databasePath} ignores file locks: a second lock on {_path} was not refused, so nothing would keep a second program from writing; choose a local disk for CryptoFlow:Database:Path.");
    }
}
