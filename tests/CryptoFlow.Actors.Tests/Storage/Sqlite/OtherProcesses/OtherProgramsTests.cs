namespace CryptoFlow.Storage.Sqlite.OtherProcesses;

public sealed class OtherProgramsTests : IDisposable
{
    private const int Ourselves = 7;

    private static readonly FileIdentity File = new(0xfe, 0, 1165);

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_lock_table_is_read_for_one_file() => Assert.Equal<FileLock>(
        [new FileLock(81, false, 124, 124), new FileLock(81, true, 120, 120), new FileLock(82, false, 128, long.MaxValue)],
        FileLockTable.On(File, """
            1: POSIX  ADVISORY  READ 81 fe:00:1165 124 124
            2: POSIX  ADVISORY  WRITE 81 fe:00:1165 120 120
            2: -> POSIX  ADVISORY  WRITE 83 fe:00:1165 120 120
            3: FLOCK  ADVISORY  WRITE 84 fe:00:1165 0 EOF
            4: POSIX  ADVISORY  READ 82 fe:00:1165 128 EOF
            5: POSIX  ADVISORY  READ 85 fe:00:11650 128 128
            6: POSIX  ADVISORY  READ 86 fe:01:1165 128 128
            nonsense fe:00:1165

            """));

    [Fact]
    public void The_locked_bytes_show_what_each_program_does() => Assert.Equal<OtherProgram>(
        [new OtherProgram(81, Writes: true, Marks: 0b1010), new OtherProgram(82, Writes: false, Marks: 0)],
        OtherPrograms.From(
            [
                new FileLock(82, false, 128, 128),
                new FileLock(81, false, 124, 124),
                new FileLock(81, false, 126, 126),
                new FileLock(81, true, 120, 120),
                new FileLock(Ourselves, true, 120, 128),
            ],
            Ourselves)!);

    [Fact]
    public void A_table_without_our_own_locks_is_of_another_file() =>
        Assert.Null(OtherPrograms.From([new FileLock(81, true, 120, 120)], Ourselves));

    [SkippableFact]
    public void The_system_lists_the_locks_that_SQLite_takes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux shows who holds locks.");
        using var foreign = _database.Foreign();
        foreign.Scalar<long>("SELECT count(*) FROM candles_15");
        Assert.Equal((false, 0), Seen());

        foreign.Execute("BEGIN");
        foreign.Scalar<long>("SELECT count(*) FROM candles_15");
        Assert.True(Seen() is { Writes: false, Marks: > 0 });

        foreign.Execute("COMMIT; BEGIN IMMEDIATE");
        Assert.True(Seen().Writes);
        foreign.Execute("COMMIT");
        Assert.Equal((false, 0), Seen());

        (bool Writes, int Marks) Seen()
        {
            // The connection belongs to this process, and Look ignores this process.
            var locks = FileLockTable.On(FileIdentity.Of(_database.Path + "-shm")!.Value, System.IO.File.ReadAllText("/proc/locks"));
            var program = Assert.Single(OtherPrograms.From([.. locks, new FileLock(Ourselves, false, 128, 128)], Ourselves)!.Value);
            Assert.Equal(Environment.ProcessId, program.Process);
            return (program.Writes, program.Marks);
        }
    }

    [SkippableFact]
    public void The_connections_of_this_process_do_not_count_as_other_programs()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux shows who holds locks.");
        using var writer = _database.OpenWriter();
        writer.Execute("BEGIN IMMEDIATE");
        Assert.Empty(new OtherPrograms(_database.Path).Look()!);
    }

    [Fact]
    public void Nothing_is_known_of_a_file_that_no_program_has_open() => Assert.Null(new OtherPrograms(_database.Path + ".other").Look());

    [SkippableFact]
    public void Processes_have_names()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux shows processes in files.");
        Assert.False(string.IsNullOrEmpty(OtherPrograms.NameOf(Environment.ProcessId)));
        Assert.Null(OtherPrograms.NameOf(int.MaxValue));
    }
}
