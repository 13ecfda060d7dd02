using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CryptoFlow.Storage;

/// <summary>
/// Runs work as a user whom file permissions restrict. They do not restrict the superuser. For the superuser the work runs on a thread that accesses files as nobody
/// (Linux keeps the user of file access for each thread). All threads that this thread starts do the same.
/// </summary>
internal static partial class OrdinaryUser
{
    public const string WhyNot = "Permissions bind this user on no thread: only Linux lets the superuser access files as another user on one thread.";

    private const uint Nobody = 65534;

    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Search = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static bool IsThere => !OperatingSystem.IsWindows() && (OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess);

    public static void MayOnlyRead(string path) => SetMode(path, Read);

    public static void MayWrite(string path) => SetMode(path, Read | Write);

    public static T Run<T>(Func<T> work)
    {
        if (!Environment.IsPrivilegedProcess)
            return work();

        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // The first call returns the former user. The second call returns the user in effect.
                _ = SetFileUser(Nobody);
                Assert.Equal((int)Nobody, SetFileUser(Nobody));
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(WhyNot);
        File.SetUnixFileMode(path, Directory.Exists(path) ? mode | Search : mode);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFileUser(uint user);
}
