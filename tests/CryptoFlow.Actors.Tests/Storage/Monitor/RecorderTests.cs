using CryptoFlow.Logging;
using CryptoFlow.Storage.Sqlite.Engine;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Storage.Monitor;

/// <summary>The recorders that collect small figures for health.</summary>
public sealed class RecorderTests
{
    [Fact]
    public void Durations_are_counted_with_mean_and_maximum()
    {
        var recorder = new DurationRecorder();
        Assert.Equal(DurationStats.None, recorder.Snapshot());
        foreach (var ms in (int[])[10, 40, 1])
            recorder.Add(TimeSpan.FromMilliseconds(ms));
        Assert.Equal(new DurationStats(3, 17, 40), recorder.Snapshot());
    }

    [Fact]
    public void Only_real_waits_are_counted_by_connection_and_result()
    {
        var book = new LockWaitBook();
        book.Add(LockWaitBook.Writer, default);
        book.Add(LockWaitBook.Writer, new LockWait(TimeSpan.FromMilliseconds(100)));
        book.Add(LockWaitBook.Writer, new LockWait(TimeSpan.FromMilliseconds(300), LockRefusal.Busy));
        book.Add(LockWaitBook.Reader(2), new LockWait(TimeSpan.Zero, LockRefusal.BusySnapshot));
        book.Add(LockWaitBook.Reader(2), new LockWait(TimeSpan.Zero, LockRefusal.Locked));

        var waits = book.Snapshot();

        Assert.Equal(["monitor", "reader-2", "writer"], waits.Keys);
        Assert.True(waits["writer"] is { Waits: 2, Busy: 1, BusySnapshot: 0, Locked: 0, Timeouts: 1, MeanMs: 200, MaxMs: 300 });
        Assert.True(waits["reader-2"] is { Waits: 2, Busy: 0, BusySnapshot: 1, Locked: 1, Timeouts: 2, MaxMs: 0 });
        Assert.True(waits["monitor"] is { Waits: 0, Timeouts: 0 });
    }

    [Fact]
    public void A_histogram_holds_each_wait_once_by_its_length()
    {
        var book = new LockWaitBook();
        foreach (var ms in (double[])[0.2, 1, 1.1, 200, 29_999, 30_000, 30_001, 99_999])
            book.Add(LockWaitBook.Writer, new LockWait(TimeSpan.FromMilliseconds(ms)));

        var histogram = book.Snapshot()[LockWaitBook.Writer].Histogram;

        var upTo = LockWaitHealth.BoundsMs.Select(b => (double)b).Append(double.PositiveInfinity).Zip(histogram).Where(b => b.Second > 0);
        Assert.Equal([(1, 2), (2, 1), (200, 1), (30_000, 2), (double.PositiveInfinity, 2)], upTo);
    }

    [Fact]
    public void Connections_add_up_to_their_role()
    {
        var book = new LockWaitBook();
        book.Add(LockWaitBook.Reader(1), new LockWait(TimeSpan.FromMilliseconds(10)));
        book.Add(LockWaitBook.Reader(2), new LockWait(TimeSpan.FromMilliseconds(40), LockRefusal.Busy));

        var waits = book.Snapshot();
        var readers = waits["reader-1"].Plus(waits["reader-2"]);

        Assert.True(readers is { Waits: 2, Busy: 1, MeanMs: 25, MaxMs: 40 });
        Assert.Equal(2, readers.Histogram.Sum());
    }

    [Fact]
    public void The_idle_share_is_that_of_the_last_minute()
    {
        var idle = new IdleShare();
        Assert.Equal(1, idle.At(TimeSpan.Zero));
        for (var second = 1; second <= 120; second++)
        {
            idle.Worked(TimeSpan.FromMilliseconds(second <= 60 ? 900 : 250));
            idle.At(TimeSpan.FromSeconds(second));
        }

        Assert.Equal(0.75, idle.At(TimeSpan.FromSeconds(120)), 3);
        Assert.Equal(69, idle.Busy.TotalSeconds, 3);
    }

    [Fact]
    public void A_repeated_warning_is_logged_once_a_period_with_the_number_of_suppressed_warnings()
    {
        var time = new FakeTimeProvider();
        var warning = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        Assert.True(warning.ShouldLog(out var suppressed));
        Assert.Equal(0, suppressed);
        for (var i = 0; i < 4; i++)
            Assert.False(warning.ShouldLog(out _));

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.True(warning.ShouldLog(out suppressed));
        Assert.Equal(4, suppressed);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(warning.ShouldLog(out suppressed));
        Assert.Equal(0, suppressed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_change_of_the_system_time_does_not_change_the_period_between_warnings(int hours)
    {
        var time = new SettableTime();
        var warning = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        Assert.True(warning.ShouldLog(out _));

        time.SetBy = TimeSpan.FromHours(hours);

        Assert.False(warning.ShouldLog(out _));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(warning.ShouldLog(out _));
    }

    /// <summary>The test can set the time of day. The clock of durations continues unchanged.</summary>
    private sealed class SettableTime : FakeTimeProvider
    {
        public TimeSpan SetBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
