using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>How much the monitor does in a minute of an idle program, on the timers' clock.</summary>
public sealed class MonitorQuietTests : MonitorTest
{
    /// <summary>The shortest period of the monitor's timers.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private int _tablesRead;
    private int _shown;

    /// <summary>Number of times that the monitor has read the tables. Before each reading it sends the writer a message.</summary>
    private int TablesRead => Volatile.Read(ref _tablesRead);

    [Fact]
    public void In_a_quiet_minute_the_monitor_shows_a_snapshot_a_second_and_reads_no_table()
    {
        Watch();
        Quiet();
        var (shown, read) = (Shown(), TablesRead);
        Pass(TimeSpan.FromMinutes(1));
        Assert.InRange(Shown() - shown, 59, 61);
        Assert.Equal(read, TablesRead);
    }

    [Fact]
    public void A_report_is_shown_within_a_tick_and_ends_the_quiet_time()
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

    /// <summary>Starts in good health and waits until the monitor has become quiet.</summary>
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

    /// <summary>Number of snapshots so far.</summary>
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
