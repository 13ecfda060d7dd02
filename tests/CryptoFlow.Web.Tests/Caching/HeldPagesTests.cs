using CryptoFlow.Storage.Candles;
using CryptoFlow.Web.Caching;
using Microsoft.AspNetCore.Http;

namespace CryptoFlow.Web.Tests.Caching;

/// <summary>The pages that a node of a cluster holds between two questions.</summary>
public sealed class HeldPagesTests
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly PageVersion Version = new("db", 1);

    [Fact]
    public void A_page_is_found_with_its_version_and_replaced_by_a_newer_one()
    {
        var pages = new HeldPages(1_000_000);
        pages.Keep(Key(10), Version, Page(100));
        var newer = Page(100);
        pages.Keep(Key(10), Version with { SeriesVersion = 2 }, newer);

        Assert.Equal((Version with { SeriesVersion = 2 }, newer), pages.Find(Key(10)));
        Assert.Null(pages.Find(Key(11)));
    }

    [Fact]
    public void The_least_recently_used_page_is_evicted()
    {
        var pages = new HeldPages(2 * Page(100).Page!.Bytes);
        pages.Keep(Key(1), Version, Page(100));
        pages.Keep(Key(2), Version, Page(100));
        pages.Find(Key(1));
        pages.Keep(Key(3), Version, Page(100));

        Assert.Equal([true, false, true], new[] { 1, 2, 3 }.Select(limit => pages.Find(Key(limit)) is not null));
    }

    [Fact]
    public void A_page_above_the_bound_is_not_held()
    {
        var pages = new HeldPages(100);
        pages.Keep(Key(1), Version, Page(1_000));

        Assert.Null(pages.Find(Key(1)));
    }

    /// <summary>The version of a series does not change when a user removes the series, so a held empty page would be shown for ever.</summary>
    [Fact]
    public void An_empty_page_is_not_held()
    {
        var pages = new HeldPages(1_000_000);
        pages.Keep(Key(1), Version, Page(100) with { Extent = default });

        Assert.Null(pages.Find(Key(1)));
    }

    private static PageKey Key(int limit) => new(Series, limit);

    private static PageRead Page(int bytes) => new(Results.Ok(), new CachedPage(null, new byte[bytes], () => ReadOnlyMemory<byte>.Empty), new PageExtent(1, 10, 20, Closed: false));
}
