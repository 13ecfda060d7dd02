using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>The disk accepts no more data: it is full, or every write fails.</summary>
public sealed class DiskTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private const int TooSmall = 3;
    private const int LargeEnough = 64;

    [SkippableFact]
    [Fault("disk-full")]
    public async Task A_backfill_goes_on_when_a_full_disk_has_room_again()
    {
        using var disk = new SmallDisk(TooSmall);
        await using var program = await CryptoFlowProcess.ServeAsync(disk.File("candles.db"), EnvironmentFor(Sets.Long, EverySecond));
        await SaysAsync(program, "disk-full");
        var shown = await ShownAsync(program, Sets.Long);

        disk.Resize(LargeEnough);
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        await HealthyAsync(program);
        Assert.Superset(shown, await ShownAsync(program, Sets.Long));
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [SkippableFact]
    [Fault("disk-full-stop")]
    public async Task A_stop_on_a_full_disk_is_in_order_and_the_next_start_has_everything()
    {
        using var disk = new SmallDisk(TooSmall);
        HashSet<string> shown;
        await using (var program = await CryptoFlowProcess.ServeAsync(disk.File("candles.db"), EnvironmentFor(Sets.Long, EverySecond)))
        {
            await SaysAsync(program, "disk-full-stop");
            shown = await ShownAsync(program, Sets.Long);
            var (took, exitCode) = await program.TerminateAsync(Patience);
            Assert.Equal(0, exitCode);
            Assert.InRange(took, TimeSpan.Zero, EndsWithin);
        }

        disk.Resize(LargeEnough);
        await using var next = await CryptoFlowProcess.ServeAsync(disk.File("candles.db"), EnvironmentFor(Sets.Long));
        await AssertGoesOnAsync(next, shown, Sets.Long);
    }

    [SkippableFact]
    [Fault("disk-full-start")]
    public async Task A_start_on_a_full_disk_says_so_and_the_next_one_with_room_collects()
    {
        using var disk = new SmallDisk(TooSmall);
        disk.Fill(free: 8192);
        await using (var refused = CryptoFlowProcess.Start(disk.File("candles.db"), EnvironmentFor(Sets.Short)))
            await EndsAsync(refused.Child, "disk-full-start");

        File.Delete(disk.File("filler"));
        await using var program = await CryptoFlowProcess.ServeAsync(disk.File("candles.db"), EnvironmentFor(Sets.Short));
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [SkippableFact]
    [Fault("write-errors")]
    public async Task A_file_that_takes_no_write_is_unhealthy_until_it_does()
    {
        await using var program = await ServeAsync(Sets.Long, EverySecond);
        await MidBackfillAsync(program);
        HashSet<string> shown;
        try
        {
            Skip.IfNot(SmallDisk.Run("chattr", "+i", Database, Database + "-wal"), "The file system or the user may not make a file immutable.");
            await SaysAsync(program, "write-errors");
            shown = await ShownAsync(program, Sets.Long);
        }
        finally
        {
            SmallDisk.Run("chattr", "-i", Database, Database + "-wal");
        }

        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        await HealthyAsync(program);
        Assert.Superset(shown, await ShownAsync(program, Sets.Long));
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [SkippableFact]
    [Fault("checkpoint-errors")]
    public async Task A_file_that_takes_no_checkpoint_is_written_through_its_WAL_and_unhealthy_until_it_takes_one()
    {
        await using var program = await ServeAsync(Sets.Long, EverySecond);
        await MidBackfillAsync(program);
        try
        {
            Skip.IfNot(SmallDisk.Run("chattr", "+i", Database), "The file system or the user may not make a file immutable.");
            await SaysAsync(program, "checkpoint-errors");
            await program.BackfillCompletedAsync(exchanges: 2, Patience);
            await SaysAsync(program, "checkpoint-errors");
        }
        finally
        {
            SmallDisk.Run("chattr", "-i", Database);
        }

        await HealthyAsync(program);
        await AssertEndsCompleteAsync(program, Sets.Long);
    }
}
