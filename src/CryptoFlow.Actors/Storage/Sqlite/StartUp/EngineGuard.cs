using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>Refuses SQLite versions and file systems that are not safe. Pure, except <see cref="Check(StorageSettings)"/>.</summary>
public static class EngineGuard
{
    /// <summary>Older versions can lose committed frames when a checkpoint races a commit (the WAL-reset bug; Storage/DESIGN.md, Rules, 1).</summary>
    public static Version OldestSafeSqlite { get; } = new(3, 51, 3);

    /// <summary>
    /// Local file systems: only this machine's kernel reads and writes their files, so POSIX locks and shared memory work between all processes that can open a
    /// file. WAL needs both. The names are those of the kernel's mount table, and on other systems those of <see cref="DriveInfo.DriveFormat"/>.
    /// </summary>
    private static readonly HashSet<string> LocalFileSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        // Disks of Linux.
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "reiserfs", "nilfs2", "ubifs",

        // Memory.
        "tmpfs", "ramfs", "rootfs",

        // Layers over a directory of the same machine: containers and encrypted home directories. The file system below the layer is not checked.
        "overlay", "aufs", "fuse.fuse-overlayfs", "ecryptfs",

        // Disks of other systems; fuseblk is a file system in user space that has a block device of this machine, such as ntfs-3g.
        "ntfs3", "ntfs", "fuseblk", "vfat", "exfat", "fat32", "refs", "apfs", "hfs", "hfsplus", "ufs",
    };

    /// <summary>Why this SQLite version is refused, or null.</summary>
    public static string? RefuseVersion(string version) =>
        Version.TryParse(version, out var parsed) && parsed >= OldestSafeSqlite
            ? null
            : $"SQLite {version} is older than {OldestSafeSqlite}, the first without the WAL-reset bug that loses commits; update the bundled library.";

    /// <summary>Why a file on this file system is refused, or null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileSystem">The name of its file system; empty if it is not known.</param>
    public static string? RefuseFileSystem(string path, string fileSystem) => LocalFileSystems.Contains(fileSystem)
        ? null
        : $"The database {path} lies on {Named(fileSystem)}, which is not known to be a local disk: where several machines share it, SQLite's locks do not hold and the file is damaged. Choose a local disk for CryptoFlow:Database:Path; if you know that this machine alone has the file system, set CryptoFlow:Database:AllowUnknownFileSystem to true.";

    /// <summary>The permanent note in health about a file system that is not known to be local but that the operator has allowed; null if it is known.</summary>
    public static string? NoteOn(StorageSettings settings, MountTable mounts) =>
        mounts.FileSystemOf(settings.Path) is var fileSystem && settings.AllowUnknownFileSystem && !LocalFileSystems.Contains(fileSystem)
            ? $"The database lies on {Named(fileSystem)}, which is not known to be a local disk; CryptoFlow:Database:AllowUnknownFileSystem allows it. Where another machine can reach the file, it will be damaged."
            : null;

    /// <exception cref="FileRefusedException">The engine or the place of the file is not safe.</exception>
    public static void Check(StorageSettings settings) => Check(settings, MountTable.Read());

    /// <param name="settings">The file and how to open it.</param>
    /// <param name="mounts">The mount table, to find the file system of the file.</param>
    internal static void Check(StorageSettings settings, MountTable mounts)
    {
        Batteries_V2.Init();
        var refusal = RefuseVersion(raw.sqlite3_libversion().utf8_to_string())
            ?? (settings.AllowUnknownFileSystem ? null : RefuseFileSystem(settings.Path, mounts.FileSystemOf(settings.Path)));
        if (refusal is not null)
            throw new FileRefusedException(FileRefusal.Place, refusal);
    }

    private static string Named(string fileSystem) =>
        fileSystem.Length == 0 ? "a file system that cannot be told" : $"a file system of the type {fileSystem}";
}
