using SQLitePCL;

namespace CryptoFlow.Storage.Guard;

/// <summary>What the engine must be and where the file must not lie. Pure, but for the two look-ups.</summary>
public static class EngineGuard
{
    /// <summary>Older ones can lose committed frames when a checkpoint races a commit (the WAL-reset bug, SQLITE rule 1).</summary>
    public static Version OldestSafeSqlite { get; } = new(3, 51, 3);

    /// <summary>
    /// File systems across a network: WAL needs shared memory and POSIX locks that hold between all processes. Names as
    /// <see cref="DriveInfo.DriveFormat"/> gives them.
    /// </summary>
    private static readonly HashSet<string> NetworkFileSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "nfsd", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncp", "ncpfs", "coda", "ceph", "lustre", "gfs", "gfs2",
        "gpfs", "ocfs2", "panfs", "fhgfs", "beegfs", "9p", "v9fs", "davfs", "webdav", "fuse.sshfs", "sshfs", "glusterfs",
    };

    /// <summary>Why this engine is refused, or null.</summary>
    public static string? RefuseVersion(string version) =>
        Version.TryParse(version, out var parsed) && parsed >= OldestSafeSqlite
            ? null
            : $"SQLite {version} is older than {OldestSafeSqlite}, the first without the WAL-reset bug that loses commits; update the bundled library.";

    /// <summary>Why a file on this file system is refused, or null.</summary>
    public static string? RefuseFileSystem(string path, string fileSystem) =>
        NetworkFileSystems.Contains(fileSystem)
            ? $"The database {path} lies on a network file system ({fileSystem}), where SQLite's locks do not hold; choose a local disk for CryptoFlow:Database:Path."
            : null;

    /// <exception cref="StartRefusedException">The engine or the place of the file is not safe.</exception>
    public static void Check(string databasePath)
    {
        Batteries_V2.Init();
        var refusal = RefuseVersion(raw.sqlite3_libversion().utf8_to_string())
            ?? RefuseFileSystem(databasePath, FileSystemOf(databasePath));
        if (refusal is not null)
            throw new StartRefusedException(refusal);
    }

    /// <summary>The name of the file system that holds the path's nearest existing directory; empty where it cannot be told.</summary>
    private static string FileSystemOf(string path)
    {
        try
        {
            var directory = Path.GetDirectoryName(path);
            while (directory is not null && !Directory.Exists(directory))
                directory = Path.GetDirectoryName(directory);

            // The longest mount point that is a parent of the directory.
            var mount = DriveInfo.GetDrives()
                .Where(d => IsParent(d.Name, directory))
                .MaxBy(d => d.Name.Length);
            return mount?.DriveFormat ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool IsParent(string mount, string? directory) =>
        directory is not null
        && (directory + Path.DirectorySeparatorChar).StartsWith(
            mount.EndsWith(Path.DirectorySeparatorChar) ? mount : mount + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
