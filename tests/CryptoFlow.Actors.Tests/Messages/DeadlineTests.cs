namespace CryptoFlow.Messages;

public sealed class DeadlineTests
{
    private readonly TwoClocks _time = new();

    [Fact]
    public void A_deadline_passes_when_more_than_the_remaining_time_has_elapsed_since_the_arrival()
    {
        var deadline = Deadline.In(TimeSpan.FromSeconds(5), _time);

        _time.Uptime += TimeSpan.FromSeconds(5);
        Assert.False(deadline.HasPassed(_time));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining(_time));

        _time.Uptime += TimeSpan.FromMilliseconds(1);
        Assert.True(deadline.HasPassed(_time));
        Assert.Equal(TimeSpan.FromMilliseconds(-1), deadline.Remaining(_time));
    }

    [Theory, InlineData(-1), InlineData(1)]
    public void A_change_of_the_system_time_does_not_move_a_deadline(int days)
    {
        var deadline = Deadline.In(TimeSpan.FromSeconds(5), _time);

        _time.Utc += TimeSpan.FromDays(days);

        Assert.False(deadline.HasPassed(_time));
        _time.Uptime += TimeSpan.FromSeconds(6);
        Assert.True(deadline.HasPassed(_time));
    }

    [Fact]
    public void A_deadline_without_remaining_time_has_passed_at_the_arrival() =>
        Assert.True(Deadline.In(TimeSpan.FromMilliseconds(-1), _time).HasPassed(_time));

    [Fact]
    public void A_deadline_with_the_maximum_remaining_time_never_passes()
    {
        var deadline = Deadline.In(TimeSpan.MaxValue, _time);

        _time.Uptime += TimeSpan.FromDays(10_000);

        Assert.False(deadline.HasPassed(_time));
        Assert.Equal(TimeSpan.MaxValue, deadline.Remaining(_time));
    }

    /// <summary>The system's time of day, and a monotonic clock with the frequency of Linux.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private const long NanosecondsPerTick = 100;

        public DateTimeOffset Utc { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public TimeSpan Uptime { get; set; } = TimeSpan.FromDays(40);

        public override long TimestampFrequency => 1_000_000_000;

        public override DateTimeOffset GetUtcNow() => Utc;

        public override long GetTimestamp() => Uptime.Ticks * NanosecondsPerTick;
    }
}
