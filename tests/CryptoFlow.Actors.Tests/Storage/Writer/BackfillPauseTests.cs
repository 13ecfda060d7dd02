namespace CryptoFlow.Storage.Writer;

/// <summary>When backfill gives way, and for how long.</summary>
public sealed class BackfillPauseTests
{
    private static readonly TimeSpan Page = TimeSpan.FromMilliseconds(7);

    [Fact]
    public void While_somebody_reads_a_page_of_backfill_is_followed_by_a_rest_as_long_as_it_took() =>
        Assert.Equal(Page, BackfillPause.After(WriteLane.Backfill, Page, BackfillPause.ReadingFor));

    [Fact]
    public void A_page_that_took_long_is_followed_by_the_longest_rest() =>
        Assert.Equal(BackfillPause.Longest, BackfillPause.After(WriteLane.Backfill, TimeSpan.FromSeconds(5), TimeSpan.Zero));

    [Fact]
    public void Where_nobody_has_asked_for_a_while_there_is_no_rest() =>
        Assert.Equal(TimeSpan.Zero, BackfillPause.After(WriteLane.Backfill, Page, BackfillPause.ReadingFor + TimeSpan.FromTicks(1)));

    [Theory]
    [InlineData(WriteLane.Control)]
    [InlineData(WriteLane.Sync)]
    [InlineData(WriteLane.Trades)]
    [InlineData(WriteLane.Ledger)]
    public void Nothing_but_backfill_gives_way(WriteLane lane) =>
        Assert.Equal(TimeSpan.Zero, BackfillPause.After(lane, Page, TimeSpan.Zero));
}
