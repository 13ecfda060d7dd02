using System.Collections.Immutable;
using System.Globalization;

namespace CryptoFlow.Storage.Sqlite.OtherProcesses;

/// <summary>A lock that a process holds on a range of a file's bytes.</summary>
public readonly record struct FileLock(int Process, bool Exclusive, long First, long Last);

/// <summary>Reads <c>/proc/locks</c>. Pure.</summary>
public static class FileLockTable
{
    /// <summary>The id of the process that has locked a file by <c>flock</c>, or null.</summary>
    public static int? HolderOf(FileIdentity file, ReadOnlySpan<char> table) => On(file, table, "FLOCK") is [var held, ..] && held.Process > 0 ? held.Process : null;

    /// <summary>The POSIX locks held on one file.</summary>
    public static ImmutableArray<FileLock> On(FileIdentity file, ReadOnlySpan<char> table) => On(file, table, "POSIX");

    /// <summary>
    /// A line is <c>1: POSIX  ADVISORY  READ 1234 fe:00:5678 124 124</c>: device in hexadecimal, inode and range in
    /// decimal. <c>EOF</c> marks a range without an end. A line with <c>-&gt;</c> is a process that waits for a lock and holds none.
    /// </summary>
    private static ImmutableArray<FileLock> On(FileIdentity file, ReadOnlySpan<char> table, string kind)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{file.DeviceMajor:x2}:{file.DeviceMinor:x2}:{file.Inode}");
        var locks = ImmutableArray.CreateBuilder<FileLock>();
        Span<Range> fields = stackalloc Range[9];
        foreach (var line in table.EnumerateLines())
        {
            if (!line.Contains(id, StringComparison.Ordinal))
                continue;
            var count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
            if (count != 8 || !line[fields[1]].SequenceEqual(kind) || !line[fields[5]].SequenceEqual(id))
                continue;
            if (int.TryParse(line[fields[4]], CultureInfo.InvariantCulture, out var process)
                && long.TryParse(line[fields[6]], CultureInfo.InvariantCulture, out var first))
            {
                var last = long.TryParse(line[fields[7]], CultureInfo.InvariantCulture, out var end) ? end : long.MaxValue;
                locks.Add(new FileLock(process, line[fields[3]].SequenceEqual("WRITE"), first, last));
            }
        }

        return locks.ToImmutable();
    }
}
