using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring;

/// <summary>The snapshots that the monitor publishes without a request.</summary>
public sealed class MonitorBoardTests : MonitorTest
{
    private SystemHealth? Shown => Board.Health;

    [Fact]
    public void A_file_that_is_not_open_yet_is_shown_and_a_slow_start_is_not_logged()
    {
        Settle();
        Assert.False(Shown!.Writer.Open);
        Tick();
        Assert.False(Shown.Writer.Open);
        Assert.Equal(HealthStatus.Unhealthy, Shown.Status);
        Assert.Empty(Logger.Lines);
    }

    [Fact]
    public void The_opening_of_the_file_is_shown_at_once_and_its_age_grows()
    {
        Subject.Tell(new WriterOpened(1), Writer);
        Readers(inFlight: 0);
        Settle();
        Assert.True(Shown is { Status: HealthStatus.Ok, Writer.Open: true }, string.Join(" ", Shown!.Reasons));
        Assert.Equal(TimeSpan.Zero, Board.Newest!.AgeBy(Time));

        Time.Advance(TimeSpan.FromSeconds(213));
        Assert.Equal(TimeSpan.FromSeconds(213), Board.Newest!.AgeBy(Time));
        Subject.Tell(new WriterConditionChanged("The disk is full."));
        Settle();
        Assert.Equal(HealthStatus.Unhealthy, Shown!.Status);
        Assert.Equal(TimeSpan.Zero, Board.Newest!.AgeBy(Time));
    }

    [Fact]
    public void File_descriptors_are_counted_every_five_seconds_and_are_a_reason_when_they_are_nearly_used_up()
    {
        var looks = 0;
        Descriptors = before => (looks++, before with { Open = 849 + looks, Limit = 1000 }).Item2;
        StartAllWell();
        Assert.Equal((1, HealthStatus.Degraded), (looks, Shown!.Status));
        Assert.Contains("850 of this process's 1000 file descriptors", Assert.Single(Shown.Reasons), StringComparison.Ordinal);

        Time.Advance(TimeSpan.FromSeconds(4.9));
        Timers.Advance(TimeSpan.FromMilliseconds(250));
        Health();
        Assert.Equal(1, looks);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Timers.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(851, Health().Descriptors.Open);
    }

    [Fact]
    public void Each_tick_is_shown_and_published_with_the_peaks_since_the_one_before()
    {
        StartAllWell();
        Subject.Tell(new WriteObserved(
            WriteLane.Sync, TestCandles.Btc15, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, new LockWait(TimeSpan.FromMilliseconds(300)), null, 1, null));
        Subject.Tell(new ReadObserved(1, "gaps", TimeSpan.FromMilliseconds(99), TimeSpan.Zero, new LockWait(TimeSpan.FromMilliseconds(400)), ReadOutcome.Answered));
        Health();

        var peaks = Alerts.FishForMessage<SystemHealth>(h => h.Recent.LockWait > TimeSpan.Zero || NextTick()).Recent;
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
