using System.Collections.Immutable;

namespace CryptoFlow.Storage.Sqlite.OtherProcesses;

/// <summary>The locks that another process holds on the file now.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Writes">Whether it holds the write lock.</param>
/// <param name="Marks">The read marks (0 to 4) that it holds, one bit for each mark; 0 while it reads nothing.</param>
public readonly record struct OtherProgram(int Process, bool Writes, int Marks);

/// <summary>
/// Finds the other processes that have the file open, by the locks that SQLite takes on the shared-memory file in WAL mode
/// (byte 120 write, 123 to 127 read marks, 128 open; sqlite.org/walformat.html, "WAL Locks").
/// </summary>
/// <remarks>
/// Reads only <c>/proc/locks</c>, in tens of microseconds. Works on Linux only: elsewhere <see cref="Look"/> returns null. In a container it finds only the
/// processes of that container, and <see cref="SeesAll"/> is false. Safe for concurrent use.
/// </remarks>
public sealed class OtherPrograms(string database)
{
    private const string LockTable = "/proc/locks";

    /// <summary>The kernel's fixed number of the pid namespace that sees all processes (PROC_PID_INIT_INO).</summary>
    private const string WholeSystem = "pid:[4026531836]";

    private const int WriteByte = 120;
    private const int FirstMark = 123;

    /// <summary>SQLite's WAL_NREADER.</summary>
    internal const int Marks = 5;

    private readonly string _sharedMemory = database + "-shm";

    /// <summary>True if an empty result proves that no other process has the file open.</summary>
    public static bool SeesAll { get; } = OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/pid").LinkTarget == WholeSystem;

    /// <summary>The other processes that have the file open now, each once; null if the operating system does not list locks.</summary>
    public ImmutableArray<OtherProgram>? Look()
    {
        if (!OperatingSystem.IsLinux() || FileIdentity.Of(_sharedMemory) is not { } file)
            return null;
        try
        {
            return From(FileLockTable.On(file, File.ReadAllText(LockTable)), Environment.ProcessId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True if another program has the file open now, or if this cannot be known.</summary>
    public bool MayBeThere() => !SeesAll || Look() is not { IsEmpty: true };

    /// <summary>The id of the process that has locked a file; null if there is none, or if the operating system does not list locks.</summary>
    internal static int? HolderOf(FileIdentity file)
    {
        try
        {
            return FileLockTable.HolderOf(file, File.ReadAllText(LockTable));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name of a process; null if it has ended.</summary>
    public static string? NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the locks of the shared-memory file. Pure.</summary>
    /// <param name="locks">All locks on the shared-memory file.</param>
    /// <param name="ourselves">The id of our own process. It is left out of the result.</param>
    /// <returns>
    /// Null if our own locks are not among the locks. Then device and inode do not identify the file in the list: on btrfs, for example, <c>/proc/locks</c> and
    /// <c>statx</c> may show different devices.
    /// </returns>
    public static ImmutableArray<OtherProgram>? From(ImmutableArray<FileLock> locks, int ourselves) =>
        locks.Any(held => held.Process == ourselves) ? Others(locks, ourselves) : null;

    private static ImmutableArray<OtherProgram> Others(ImmutableArray<FileLock> locks, int ourselves) =>
    [
        .. from held in locks
           where held.Process != ourselves
           group held by held.Process into program
           orderby program.Key
           select new OtherProgram(program.Key, program.Any(l => l.Exclusive && Holds(l, WriteByte)), MarksOf(program)),
    ];

    private static int MarksOf(IEnumerable<FileLock> locks) =>
        Enumerable.Range(0, Marks).Where(mark => locks.Any(l => !l.Exclusive && Holds(l, FirstMark + mark))).Sum(mark => 1 << mark);

    private static bool Holds(FileLock held, int at) => held.First <= at && at <= held.Last;
}
