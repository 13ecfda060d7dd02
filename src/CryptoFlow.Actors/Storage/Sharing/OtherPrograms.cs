using System.Collections.Immutable;

namespace CryptoFlow.Storage.Sharing;

/// <summary>What another process does with the file at this moment.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Writes">Whether it holds the write lock.</param>
/// <param name="Marks">The read marks (0 to 4) that it holds, a bit each; 0 while it reads nothing.</param>
public readonly record struct OtherProgram(int Process, bool Writes, int Marks);

/// <summary>
/// The other processes that have the file open, from the locks that SQLite takes on the shared-memory file in WAL mode
/// (byte 120 write, 123 to 127 read marks, 128 open; sqlite.org/walformat.html, "WAL Locks").
/// </summary>
/// <remarks>
/// Opens nothing but <c>/proc/locks</c>; some tens of microseconds. Only Linux shows this: elsewhere <see cref="Look"/> returns null. Within a
/// container it shows the processes of the same container only: <see cref="SeesAll"/> is false. Safe for concurrent use.
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

    /// <summary>Whether an empty answer means that nobody else has the file open.</summary>
    public static bool SeesAll { get; } = OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/pid").LinkTarget == WholeSystem;

    /// <summary>Those that have the file open now, each once, or null where the system does not tell.</summary>
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

    /// <summary>Whether another program may have the file open now: true as well where the system does not tell.</summary>
    public bool MayBeThere() => !SeesAll || Look() is not { IsEmpty: true };

    /// <summary>The process that has locked a file, or null where the system does not tell.</summary>
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

    /// <summary>What a process is called, or null when it is gone.</summary>
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
    /// <param name="locks">All locks on it.</param>
    /// <param name="ourselves">Our own process, whose connections are known otherwise.</param>
    /// <returns>Null where our own locks are not among them: then the file is not the one that was looked for (btrfs names another device here and there).</returns>
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
