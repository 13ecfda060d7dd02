using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.OtherProcesses;

namespace CryptoFlow.Storage.Monitor;

public sealed class LockHoldersTests
{
    private const int Gone = int.MaxValue;

    /// <summary>Pages and checkpointed pages of a WAL that does not change.</summary>
    private static readonly (int, int) Still = (100, 50);

    private readonly LockHolders _holders = new();

    [Fact]
    public void The_oldest_snapshot_comes_first_with_its_holder()
    {
        var query = new RunningQuery(2, new ReaderProtocol.FindMissing(TestCandles.Btc15, default, default), StartedAt: 0);
        _holders.Look(Seconds(10), [], [new OtherProgram(Gone, false, 1)], Still);
        _holders.Look(Seconds(13), [(query, Seconds(1))], [new OtherProgram(Gone, false, 1)], Still);

        Assert.Equal<LockHolder>(
            [
                new LockHolder($"process {Gone}", Seconds(3), Gone),
                new LockHolder("reader 2 with the search for holes in BINANCE:BTCUSDT 15m", Seconds(1), null, 2, "the search for holes in BINANCE:BTCUSDT 15m"),
            ],
            _holders.Snapshots);
        Assert.Null(_holders.Writer);
    }

    [Fact]
    public void Another_snapshot_of_the_same_program_has_an_age_of_its_own()
    {
        _holders.Look(Seconds(10), [], [new OtherProgram(Gone, false, 1)], Still);
        _holders.Look(Seconds(11), [], [new OtherProgram(Gone, false, 2)], Still);
        Assert.Equal(TimeSpan.Zero, Assert.Single(_holders.Snapshots).Age);
        _holders.Look(Seconds(12), [], [new OtherProgram(Gone, false, 0)], Still);
        Assert.Empty(_holders.Snapshots);
    }

    [Theory]
    [InlineData(200, 50, 3)] // More pages were written: the snapshot can be the same.
    [InlineData(200, 100, 3)] // The checkpoint has moved exactly as far as when the mark was first seen.
    [InlineData(200, 101, 0)] // The checkpoint has moved further, so no old snapshot can exist.
    [InlineData(99, 0, 0)] // The WAL was reset.
    public void A_read_mark_that_is_used_again_does_not_count_as_an_old_snapshot(int pages, int checkpointed, int age)
    {
        _holders.Look(Seconds(10), [], [new OtherProgram(Gone, false, 1)], Still);
        _holders.Look(Seconds(13), [], [new OtherProgram(Gone, false, 1)], (pages, checkpointed));
        Assert.Equal(Seconds(age), Assert.Single(_holders.Snapshots).Age);
    }

    [Fact]
    public void The_holder_of_the_write_lock_is_named_while_it_holds_the_lock()
    {
        _holders.Look(Seconds(10), [], [new OtherProgram(Gone, true, 1)], Still);
        _holders.Look(Seconds(14), [], [new OtherProgram(Gone, true, 1)], Still);
        Assert.Equal(new LockHolder($"process {Gone}", Seconds(4), Gone), _holders.Writer);
        _holders.Look(Seconds(15), [], [], Still);
        Assert.Null(_holders.Writer);
    }

    [SkippableFact]
    public void A_program_is_called_by_its_name()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux shows processes in files.");
        _holders.Look(Seconds(1), [], [new OtherProgram(Environment.ProcessId, true, 0)], Still);
        Assert.Equal($"{OtherPrograms.NameOf(Environment.ProcessId)} (process {Environment.ProcessId})", _holders.Writer!.Name);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
