namespace CryptoFlow.Storage.Monitor;

public sealed class MonitorPaceTests
{
    private readonly MonitorPace _pace = new();

    [Fact]
    public void While_something_happens_each_tick_makes_a_snapshot_and_each_second_tick_reads_the_tables()
    {
        for (var tick = 0; tick < 20; tick++)
        {
            Assert.Equal((MonitorPace.Tick, tick % 2 == 0), (_pace.Every, _pace.LooksAtTables));
            Assert.True(_pace.Ticked(happened: true));
        }
    }

    [Fact]
    public void A_pause_of_less_than_a_second_changes_nothing()
    {
        for (var tick = 0; tick < 20; tick++)
        {
            Assert.True(_pace.Ticked(happened: tick % MonitorPace.QuietAfter == 0));
            Assert.Equal(MonitorPace.Tick, _pace.Every);
        }
    }

    [Fact]
    public void In_a_quiet_time_each_tick_reads_the_tables_and_one_a_second_makes_a_snapshot()
    {
        BeQuiet();
        bool[] shown = [.. Enumerable.Range(0, 6).Select(_ =>
        {
            Assert.Equal((MonitorPace.QuietTick, true), (_pace.Every, _pace.LooksAtTables));
            return _pace.Ticked(happened: false);
        })];
        Assert.Equal([false, true, false, true, false, true], shown);
        Assert.Equal(TimeSpan.FromSeconds(1), MonitorPace.QuietTick * MonitorPace.QuietSnapshots);
    }

    [Fact]
    public void A_change_that_a_tick_finds_makes_a_snapshot_at_once_and_ends_the_quiet_time()
    {
        BeQuiet();
        Assert.False(_pace.Ticked(happened: false));
        Assert.True(_pace.Ticked(happened: true));
        Assert.Equal(MonitorPace.Tick, _pace.Every);
    }

    [Fact]
    public void A_message_ends_the_quiet_time()
    {
        BeQuiet();
        _pace.Wake();
        Assert.Equal(MonitorPace.Tick, _pace.Every);
        Assert.True(_pace.Ticked(happened: true));
    }

    private void BeQuiet()
    {
        for (var tick = 0; tick < MonitorPace.QuietAfter; tick++)
            Assert.True(_pace.Ticked(happened: false));
        Assert.True(_pace.IsQuiet);
    }
}
