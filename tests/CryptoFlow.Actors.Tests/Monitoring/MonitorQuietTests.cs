using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>What the monitor does while nobody does anything, in a minute of the timers' own time.</summary>
public sealed class MonitorQuietTests : MonitorTest
{
    /// <summary>No timer of the monitor is shorter.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private int _tablesRead;
    private int _shown;

    /// <summary>The writer is told of each reading of the tables.</summary>
    private int TablesRead => Volatile.Read(ref _tablesRead);

    [Fact]
    public void In_a_quiet_minute_it_shows_a_snapshot_a_second_and_reads_no_table()
    {
        Watch();
        Quiet();
        var (shown, read) = (Shown(), TablesRead);
        Pass(TimeSpan.FromMinutes(1));
        Assert.InRange(Shown() - shown, 59, 61);
        Assert.Equal(read, TablesRead);
    }

    [Fact]
    public void A_report_is_shown_within_a_tick_and_then_all_ticks_are()
    {
        Watch();
        Quiet();
        Subject.Tell(Stored());
        Settle();
        Pass(Step);
        Assert.Equal(1, Board.Health!.Writer.RowsWritten);

        var shown = Shown();
        Pass(2 * Step);
        Assert.Equal(2, Shown() - shown);
    }

    [Fact]
    public void The_commit_of_another_program_is_seen_within_half_a_second()
    {
        Watch();
        Quiet();
        var read = TablesRead;
        Store(TestCandles.Btc15, 0, 10);
        Pass(MonitorPace.QuietTick);
        Assert.Equal(read + 1, TablesRead);
        Assert.Equal(10, Board.Health!.Series.Single(s => s.Stats.Series == TestCandles.Btc15).Stats.Rows);
    }

    private static WriteObserved Stored() =>
        new(WriteLane.Sync, TestCandles.Btc15, TimeSpan.Zero, TimeSpan.Zero, default, null, 1, null);

    private void Watch() => Writer.IgnoreMessages(message =>
    {
        if (message is WriterProtocol.LookForOthers)
            Interlocked.Increment(ref _tablesRead);
        return message is WriterProtocol.LookForOthers;
    });

    /// <summary>All is well, and has been for longer than it takes to be quiet.</summary>
    private void Quiet()
    {
        StartAllWell();
        Pass(TimeSpan.FromSeconds(3));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            Timers.Advance(Step);
            Settle();
        }
    }

    /// <summary>Snapshots so far.</summary>
    private int Shown()
    {
        while (Alerts.HasMessages)
        {
            Alerts.ExpectMsg<SystemHealth>();
            _shown++;
        }

        return _shown;
    }
}
