using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>
/// Writes files and names to the disk, and hashes files. Never for a database that this process has open through SQLite: closing a descriptor of such a file
/// drops SQLite's locks.
/// </summary>
internal static partial class FileSync
{
    private const int ReadOnlyDirectory = 0x90000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// <summary>The value of O_DIRECTORY differs on ARM.</summary>
    private const int ReadOnlyDirectoryOfArm = 0x84000;

    /// <summary>Returns after the bytes of a file are on the disk.</summary>
    public static void File(string path)
    {
        using var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Returns after the names in a file's directory are on the disk. Does nothing on systems other than Linux.</summary>
    /// <exception cref="IOException">The directory cannot be synced.</exception>
    public static void DirectoryOf(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
        using var handle = new SafeFileHandle(Open(directory, arm ? ReadOnlyDirectoryOfArm : ReadOnlyDirectory), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0)
            throw new IOException($"The directory {directory} cannot be synced: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <summary>Renames a file so that the new name survives a power cut.</summary>
    /// <exception cref="IOException">There is a file of that name already.</exception>
    public static void PutInPlace(string from, string to)
    {
        System.IO.File.Move(from, to, overwrite: false);
        DirectoryOf(to);
    }

    /// <summary>SHA-256 of a file, in hexadecimal.</summary>
    public static string Sha256(string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);
}
