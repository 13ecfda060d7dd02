using CryptoFlow.Configuration;

namespace CryptoFlow.Collectors;

/// <summary>When the next sync is due, by the exchange's clock.</summary>
public sealed class SyncScheduleSpecs
{
    private const long Minute = 1_750_000_020_000;

    [Theory]
    [InlineData(0, 2_500)]
    [InlineData(2_400, 100)]
    [InlineData(2_500, 60_000)]
    [InlineData(2_501, 59_999)]
    [InlineData(59_999, 2_501)]
    [InlineData(2_499, 50)]
    public void It_is_due_half_a_second_after_the_grace_of_the_next_boundary(long sinceMinute, long milliseconds)
    {
        Assert.Equal(0, Minute % 60_000);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), SyncSchedule.UntilNext(Minute + sinceMinute, new CollectorOptions()));
    }
}
