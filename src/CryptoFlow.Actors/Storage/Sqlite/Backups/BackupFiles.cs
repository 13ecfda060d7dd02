using System.Diagnostics;
using System.Globalization;
using CryptoFlow.Storage.Backups;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>The names of backups and of their temporary files, and the deletion of both.</summary>
internal static class BackupFiles
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Extension = ".db";
    private const string PartialMark = ".partial-";

    /// <summary>The files that belong to a SQLite database. They are moved and deleted together with it.</summary>
    public static readonly string[] SideFiles = ["-journal", "-wal", "-shm"];

    /// <summary>The path of a backup made now: the name of the database, and the time in UTC.</summary>
    public static string NameFor(string directory, string database, DateTimeOffset at) =>
        Path.Combine(directory, $"{StemOf(database)}-{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}{Extension}");

    /// <summary>The scheduled backups of a database in a directory, the oldest first.</summary>
    public static List<string> Of(string directory, string database)
    {
        var start = StemOf(database) + '-';
        return !Directory.Exists(directory)
            ? []
            : [
                .. Directory.EnumerateFiles(directory, $"*{Extension}")
                    .Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal) && IsTime(Path.GetFileNameWithoutExtension(file)[start.Length..]))
                    .Order(StringComparer.Ordinal),
            ];
    }

    /// <summary>Deletes the oldest backups until <paramref name="keep"/> are left, each with its manifest.</summary>
    public static void Prune(string directory, string database, int keep)
    {
        var all = Of(directory, database);
        foreach (var old in all.Take(Math.Max(0, all.Count - keep)))
        {
            // Delete the backup first: a manifest without a backup does no harm.
            File.Delete(old);
            foreach (var manifest in BackupManifest.Files(old).ToList())
                File.Delete(manifest);
        }
    }

    /// <summary>The temporary name of a file before it gets its final name. It contains the id of this process.</summary>
    public static string PartialFor(string path) => path + PartialMark + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Deletes a temporary file with its side files.</summary>
    public static void DeleteWithSideFiles(string path)
    {
        File.Delete(path);
        foreach (var suffix in SideFiles)
            File.Delete(path + suffix);
    }

    /// <summary>Deletes the temporary files of processes that have ended.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isOurs">Returns whether a temporary file belongs to this backup or this database. The argument is the final name of the file.</param>
    public static void DeleteLeftovers(string directory, Func<string, bool> isOurs)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var file in Directory.EnumerateFiles(directory, $"*{PartialMark}*").ToList())
        {
            var name = Path.GetFileName(file);
            var at = name.LastIndexOf(PartialMark, StringComparison.Ordinal);
            var process = new string([.. name[(at + PartialMark.Length)..].TakeWhile(char.IsAsciiDigit)]);
            if (isOurs(name[..at]) && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id))
                File.Delete(file);
        }
    }

    /// <summary>Deletes the files that killed scheduled runs have left in a directory.</summary>
    public static void DeleteLeftoversOf(string directory, string database) =>
        DeleteLeftovers(directory, name => name.StartsWith(StemOf(database) + '-', StringComparison.Ordinal));

    private static string StemOf(string database) => Path.GetFileNameWithoutExtension(database);

    private static bool IsTime(string text) => DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsAlive(int process)
    {
        if (process == Environment.ProcessId)
            return false;
        try
        {
            using var alive = Process.GetProcessById(process);
            return !alive.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
