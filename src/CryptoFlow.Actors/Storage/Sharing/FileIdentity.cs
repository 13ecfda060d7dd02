using System.Runtime.InteropServices;

namespace CryptoFlow.Storage.Sharing;

/// <summary>A file's device and inode, by which the kernel names it in <c>/proc/locks</c>.</summary>
public readonly partial record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint WantInode = 0x100; // STATX_INO

    /// <summary>By <c>statx</c>, whose structure is the same on all architectures. The file is not opened: closing any descriptor of it would drop SQLite's locks.</summary>
    /// <returns>Null where there is no such file, or the system has no such call.</returns>
    public static unsafe FileIdentity? Of(string path)
    {
        try
        {
            StatxResult result;
            return Statx(CurrentDirectory, path, 0, WantInode, &result) == 0
                ? new FileIdentity(result.DeviceMajor, result.DeviceMinor, result.Inode)
                : null;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, StatxResult* result);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
