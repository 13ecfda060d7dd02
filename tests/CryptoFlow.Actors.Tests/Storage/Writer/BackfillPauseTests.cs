namespace CryptoFlow.Storage.Writer;

/// <summary>When the backfill pauses for readers, and for how long.</summary>
public sealed class BackfillPauseTests
{
    private readonly BackfillPause _pause = new();

    [Fact]
    public void While_somebody_reads_a_page_is_followed_by_a_rest_as_long_as_it_took() =>
        Assert.Equal(Ms(7), _pause.After(Ms(7), BackfillPause.ReadingFor));

    [Fact]
    public void Pages_shorter_than_a_thread_can_wait_add_up()
    {
        var rests = Enumerable.Range(0, 10).Select(_ => _pause.After(Ms(0.6), TimeSpan.Zero)).ToList();

        Assert.Equal([Ms(0), Ms(1), Ms(0), Ms(1), Ms(1)], rests[..5]);
        Assert.Equal(Ms(6), rests.Aggregate((a, b) => a + b));
    }

    [Fact]
    public void A_page_that_took_long_is_followed_by_the_longest_rest_and_no_more_is_owed()
    {
        Assert.Equal(BackfillPause.Longest, _pause.After(TimeSpan.FromSeconds(5), TimeSpan.Zero));
        Assert.Equal(Ms(1), _pause.After(Ms(1), TimeSpan.Zero));
    }

    [Fact]
    public void Without_recent_reads_there_is_no_rest_and_none_is_owed()
    {
        _pause.After(Ms(0.9), TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _pause.After(Ms(7), BackfillPause.ReadingFor + TimeSpan.FromTicks(1)));
        Assert.Equal(TimeSpan.Zero, _pause.After(Ms(0.9), TimeSpan.Zero));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
