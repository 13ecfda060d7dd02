using CryptoFlow.Logging;
using CryptoFlow.Storage.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Monitoring;

/// <summary>The small counters behind health.</summary>
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
    public void Waits_are_counted_by_role_and_only_where_there_was_one()
    {
        var book = new LockWaitBook();
        book.Add(ConnectionRole.Writer, default);
        book.Add(ConnectionRole.Writer, new LockWait(TimeSpan.FromMilliseconds(100), TimedOut: false));
        book.Add(ConnectionRole.Writer, new LockWait(TimeSpan.FromMilliseconds(300), TimedOut: true));
        book.Add(ConnectionRole.Reader, new LockWait(TimeSpan.Zero, TimedOut: true));

        var waits = book.Snapshot();

        Assert.Equal(["monitor", "reader", "writer"], waits.Keys);
        Assert.Equal(new LockWaitHealth(2, 1, 200, 300), waits["writer"]);
        Assert.Equal(new LockWaitHealth(1, 1, 0, 0), waits["reader"]);
        Assert.Equal(new LockWaitHealth(0, 0, 0, 0), waits["monitor"]);
    }

    [Fact]
    public void A_warning_that_repeats_is_let_through_once_a_period_with_how_many_were_not()
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
}
