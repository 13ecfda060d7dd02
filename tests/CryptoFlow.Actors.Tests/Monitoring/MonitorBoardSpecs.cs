using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Monitoring.MonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>What the monitor shows without being asked.</summary>
public sealed class MonitorBoardSpecs : MonitorSpec
{
    private SystemHealth? Shown => MonitorBoard.Of(Sys).Health;

    [Fact]
    public void A_file_that_is_not_open_is_shown_as_such_and_nothing_is_logged_of_a_start_that_takes_its_time()
    {
        Health();
        Assert.Null(Shown);
        Tick();
        Assert.False(Shown!.Writer.Open);
        Assert.Equal(HealthStatus.Unhealthy, Shown.Status);
        Assert.Empty(Logger.Lines);
    }

    [Fact]
    public void Each_tick_is_shown_and_published_with_the_peaks_since_the_one_before()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(SystemHealth));
        StartAllWell();
        Subject.Tell(new WriteObserved(
            WriteLane.Sync, TestCandles.Btc15, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, new LockWait(TimeSpan.FromMilliseconds(300)), null, 1, null));
        Subject.Tell(new ReadObserved(1, "gaps", TimeSpan.FromMilliseconds(99), TimeSpan.Zero, new LockWait(TimeSpan.FromMilliseconds(400)), ReadOutcome.Answered));
        Health();

        var peaks = FishForMessage<SystemHealth>(h => h.Recent.LockWait > TimeSpan.Zero || NextTick()).Recent;
        Assert.Equal(new RecentPeaks(TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(20)), peaks);
        Tick();
        Assert.Equal(RecentPeaks.None, Shown!.Recent);
        Assert.Equal(new FileInfo(Database.Path).Length, Shown.File.Bytes);
        Assert.InRange(Shown.File.DiskFreeBytes!.Value, 1, long.MaxValue);

        bool NextTick()
        {
            Timers.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        }
    }

    [Fact]
    public void A_file_in_no_folder_has_no_size_and_no_disk() => Assert.Equal(FileHealth.Unknown, FileHealth.Of("/no/such/folder/candles.db"));
}
