using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>The mount points with their file systems. Immutable.</summary>
public sealed partial class MountTable(ImmutableArray<(string MountPoint, string FileSystem)> mounts)
{
    private const string LinuxTable = "/proc/self/mountinfo";

    /// <summary>The mounts that this process sees; empty if the operating system does not list them.</summary>
    public static MountTable Read()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? Parse(File.ReadAllText(LinuxTable))
                : new MountTable([.. DriveInfo.GetDrives().Where(d => d.IsReady).Select(d => (d.Name, d.DriveFormat))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MountTable([]);
        }
    }

    /// <summary>
    /// Reads Linux's table (proc_pid_mountinfo(5)). A line is <c>36 35 98:0 /root /mount/point rw,noatime shared:1 - ext4 /dev/sda1 rw</c>: the mount point is the
    /// fifth field, with blanks as <c>\040</c>, and the file system comes after the field that is a hyphen.
    /// </summary>
    public static MountTable Parse(string table) => new([.. table.Split('\n').Select(ParseLine).OfType<(string, string)>()]);

    /// <summary>The file system of the path's nearest existing directory; empty if it is not known.</summary>
    /// <param name="path">A file, absolute and free of symbolic links.</param>
    public string FileSystemOf(string path)
    {
        var directory = Path.GetDirectoryName(path);
        while (directory is not null && !Directory.Exists(directory))
            directory = Path.GetDirectoryName(directory);
        return directory is null ? "" : FileSystemAt(directory);
    }

    /// <summary>
    /// The file system of the longest mount point that is the directory or a parent of it. If two mounts have the same mount point, the later one hides the earlier.
    /// </summary>
    internal string FileSystemAt(string directory)
    {
        var (longest, found) = (-1, "");
        foreach (var (point, fileSystem) in mounts)
        {
            if (point.Length >= longest && IsParent(point, directory))
                (longest, found) = (point.Length, fileSystem);
        }

        return found;
    }

    private static (string MountPoint, string FileSystem)? ParseLine(string line)
    {
        var fields = line.Split(' ');
        var hyphen = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
        return hyphen < 0 || hyphen + 1 >= fields.Length ? null : (Unescape(fields[4]), fields[hyphen + 1]);
    }

    private static string Unescape(string field) =>
        Octal().Replace(field, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString(CultureInfo.InvariantCulture));

    private static bool IsParent(string mount, string directory) =>
        (directory + Path.DirectorySeparatorChar).StartsWith(
            mount.EndsWith(Path.DirectorySeparatorChar) ? mount : mount + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
