using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// An exclusive <c>flock</c>, taken by calls of the C library. .NET's own file locks have no effect if <c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING</c> is set, and
/// .NET ignores every error except "another process holds the lock".
/// </summary>
internal static partial class Flock
{
    /// <summary>EAGAIN, on Linux the same as EWOULDBLOCK: another descriptor holds the lock.</summary>
    internal const int HeldByAnother = 11;

    private const int ReadWrite = 0x2; // O_RDWR
    private const int Create = 0x40; // O_CREAT
    private const int CloseOnExec = 0x80000; // O_CLOEXEC: otherwise a child process would keep the lock
    private const int OwnerWritesAllRead = 0x1A4; // 0644
    private const int Exclusive = 2; // LOCK_EX
    private const int AtOnce = 4; // LOCK_NB

    /// <summary>Opens the file; creates it if there is none. Linux only.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="error">The error number if the result is null.</param>
    internal static SafeFileHandle? Open(string path, out int error)
    {
        var descriptor = Open(path, ReadWrite | Create | CloseOnExec, OwnerWritesAllRead);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Takes the lock without waiting. Linux only.</summary>
    /// <returns>0, or the error number.</returns>
    internal static int Take(SafeFileHandle file) => Lock(file, Exclusive | AtOnce) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
