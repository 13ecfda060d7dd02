using CryptoFlow.Dashboard.Tests.Support;
using CryptoFlow.Storage;
using CryptoFlow.Testing.Documents;
using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>
/// The pictures of the page in README and docs. With <see cref="GeneratedSection.WriteVariable"/>=1 the test takes them anew. With <see cref="FolderVariable"/> it
/// takes pictures of every view, for a wide screen and for a phone, dark and light, into that folder.
/// </summary>
[Collection(PageCollection.Name)]
public sealed class PictureTests(Chromium chromium, DemoServer demo)
{
    private const string FolderVariable = "CRYPTOFLOW_PICTURES";

    private const string Folder = "docs/images";

    private const int MostBytes = 150 * 1024;

    private static readonly string[] Views = ["chart", "database", "collection", "paper", "operation"];

    /// <summary>The pictures of the documents.</summary>
    public static TheoryData<string, ColorScheme> Documented => new()
    {
        { "chart", ColorScheme.Dark },
        { "database", ColorScheme.Dark },
        { "collection", ColorScheme.Light },
        { "paper", ColorScheme.Light },
    };

    [SkippableTheory]
    [MemberData(nameof(Documented))]
    public async Task The_documents_show_the_page(string view, ColorScheme scheme)
    {
        Skip.If(Repository.Root is null, "The tests run away from the repository.");
        var file = Path.Combine(Repository.Root, Folder, $"{view}.png");
        if (Environment.GetEnvironmentVariable(GeneratedSection.WriteVariable) == "1")
            await TakeAsync(view, scheme, new() { Width = 1280, Height = 800 }, file);

        Assert.InRange(new FileInfo(file).Length, 10_000, MostBytes);
        Assert.Contains($"images/{view}.png", string.Concat(new[] { "README.md", "docs/operations.md", "docs/paper-trading.md" }.Select(Repository.Read)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_picture_of_every_view_at_every_screen_size_is_written()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Skip.If(folder is null, $"{FolderVariable} names no folder.");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            foreach (var view in Views)
            {
                await TakeAsync(view, scheme, new() { Width = 1280, Height = 800 }, Path.Combine(folder, $"{view}-desktop-{scheme}.png"));
                await TakeAsync(view, scheme, new() { Width = 390, Height = 844 }, Path.Combine(folder, $"{view}-phone-{scheme}.png"));
            }
        }
    }

    /// <summary>Two days on which another program held the lock, so that the picture of the database has something to show.</summary>
    private void HaveBusyDays()
    {
        var hour = LockWaitHour.Of(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        demo.HaveLockWaits([.. Enumerable.Range(1, 330).Select(back => Hour(hour - (back * LockWaitHour.Ms), back))]);

        static LockWaitHour Hour(long time, int back)
        {
            var waits = back is > 200 and < 226 ? 20 + (back * 37 % 90) : back is > 150 and < 158 ? 5 + (back % 7) : 0;
            return new LockWaitHour(time, waits, back is > 208 and < 214 ? waits / 8 : 0, waits * 120, waits == 0 ? 0 : 900);
        }
    }

    private async Task TakeAsync(string view, ColorScheme scheme, ViewportSize size, string file)
    {
        await using var page = await chromium.OpenAsync(demo.Address, new() { ColorScheme = scheme, ViewportSize = size });
        await page.GoAsync(view == "chart" ? await TradedChartAsync() : $"#/{view}");
        await ShowAsync(page, view);
        await page.DrawnAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await page.Tab.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        Assert.Empty(page.Faults);
    }

    /// <summary>The chart around a paper trade, whose channel and targets it shows.</summary>
    private async Task<string> TradedChartAsync()
    {
        var trades = (await demo.Program.GetAsync("/api/paper/trades?limit=40")).GetProperty("trades");
        var trade = trades[trades.GetArrayLength() / 2];
        var middle = DateTimeOffset.FromUnixTimeMilliseconds(trade.GetProperty("entryTime").GetInt64());
        return $"#/chart/binance/BTCUSDT/15m?at={middle:yyyy-MM-ddTHH:mm:ss.fffZ}";
    }

    private async Task ShowAsync(OpenPage page, string view)
    {
        switch (view)
        {
            case "chart":
                await page.Tab.Locator(".legend [data-line]").First.WaitForAsync();
                break;
            case "database":
                HaveBusyDays();
                await page.Tab.ReloadAsync();
                // The live graphs need some answers of the server before they show anything.
                await page.UntilAsync("() => Number(document.querySelector('.database').dataset.samples) >= 15");
                break;
            case "paper":
                await page.UntilAsync("() => document.querySelector('.paper .trades caption')?.textContent.includes('trades')");
                break;
        }
    }
}
