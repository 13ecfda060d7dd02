using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CryptoFlow.Storage.Sqlite.OtherProcesses;

/// <summary>A file's device and inode. The kernel uses them to name the file in <c>/proc/locks</c>.</summary>
public readonly partial record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int TheDescriptorItself = 0x1000; // AT_EMPTY_PATH
    private const uint WantInodeAndOwner = 0x108; // STATX_INO, STATX_UID

    /// <summary>
    /// The identity of the file at a path, by <c>statx</c>, whose structure is the same on all architectures. Does not open the file, because closing a
    /// descriptor of the file would drop SQLite's locks.
    /// </summary>
    /// <returns>Null if there is no such file, or if the operating system has no <c>statx</c>.</returns>
    public static FileIdentity? Of(string path) => Look(CurrentDirectory, path, 0) is { } file ? IdentityOf(file) : null;

    /// <summary>The identity of the file that a descriptor has open, even if the file was moved.</summary>
    internal static FileIdentity? Of(SafeFileHandle open) =>
        Look((int)open.DangerousGetHandle(), "", TheDescriptorItself) is { } file ? IdentityOf(file) : null;

    /// <summary>The user id of a file's owner; null if there is no such file, or if the operating system has no <c>statx</c>.</summary>
    internal static uint? OwnerOf(string path) => Look(CurrentDirectory, path, 0)?.Owner;

    private static FileIdentity IdentityOf(StatxResult file) => new(file.DeviceMajor, file.DeviceMinor, file.Inode);

    private static unsafe StatxResult? Look(int directory, string path, int flags)
    {
        try
        {
            StatxResult result;
            return Statx(directory, path, flags, WantInodeAndOwner, &result) == 0 ? result : null;
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
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
