using CryptoFlow.Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>The page in a real browser, served by the real program with <c>--demo</c>.</summary>
[Collection(PageCollection.Name)]
public sealed class BrowserTests(Chromium chromium, DemoServer demo)
{
    private const string Chart = "#/chart/binance/BTCUSDT/15m";

    private const string Series = "exchange=binance&symbol=BTCUSDT&tf=15m";

    private static readonly string[] Views = [Chart, "#/database", "#/collection", "#/paper", "#/operation"];

    [SkippableTheory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task The_chart_is_drawn_with_rising_and_falling_candles_and_volume(ColorScheme scheme)
    {
        await using var page = await chromium.OpenAsync(demo.Address, new() { ColorScheme = scheme });
        await page.GoAsync(Chart);

        foreach (var color in (string[])["up", "down", "up-soft", "down-soft", "accent"])
            await page.ShowsAsync(color, 200);
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task Scrolling_back_reaches_the_first_candle_and_every_page_follows_the_one_before()
    {
        // Of the two years the page keeps 6,000 candles at most. An interval of 15m would need four times as many pages and show nothing more.
        const string hours = "exchange=binance&symbol=BTCUSDT&tf=1h";
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/chart/binance/BTCUSDT/1h");
        var oldest = (await demo.CandlesAsync($"{hours}&after=2000-01-01&limit=1")).Single().Split(',')[0];
        await page.Tab.Locator(".figure").FocusAsync();
        while (await page.Stage.GetAttributeAsync("data-first") is { } first && first != oldest)
        {
            await page.Tab.Keyboard.PressAsync("Home");
            await page.UntilAsync($"() => document.querySelector('.stage').dataset.first !== '{first}'");
            Assert.InRange(await page.StageNumberAsync("candles"), 1, 6000);
        }

        await page.Tab.Keyboard.PressAsync("Home");
        await page.DrawnAsync();
        var copied = await page.CopiedCandlesAsync();

        Assert.Equal(oldest, copied[0].Split(',')[0]);
        Assert.Equal(await demo.CandlesAsync($"{hours}&after={long.Parse(oldest) - 1}&limit={copied.Count}"), copied);
        var befores = page.Requests.Where(r => r.Contains("before=", StringComparison.Ordinal)).Select(r => r.Split("before=")[1].Split('&')[0]).ToList();
        Assert.Equal(befores.Distinct(), befores);
        Assert.Equal(befores.OrderByDescending(long.Parse), befores);
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_candles_at_a_date_are_those_of_the_api()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync($"{Chart}?at=2026-03-29T02:00:00.000Z");

        var copied = await page.CopiedCandlesAsync();

        var first = long.Parse(copied[0].Split(',')[0]);
        Assert.Equal(await demo.CandlesAsync($"{Series}&after={first - 1}&limit={copied.Count}"), copied);
        Assert.InRange(DateTimeOffset.Parse("2026-03-29T02:00:00Z").ToUnixTimeMilliseconds(), first, long.Parse(copied[^1].Split(',')[0]));
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task Another_series_is_found_by_typing_and_the_back_button_returns()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync(Chart);
        var list = new TaskCompletionSource();
        await page.Tab.RouteAsync("**/api/symbols", async route =>
        {
            await list.Task;
            await route.ContinueAsync();
        });

        // The dialog takes keys before the server has answered.
        await page.Tab.Locator("button.symbol").ClickAsync();
        await page.Tab.Keyboard.TypeAsync("bybit eth");
        list.SetResult();
        await page.Tab.GetByRole(AriaRole.Option, new() { Name = "ETHUSDT bybit" }).WaitForAsync();
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.UntilAsync("() => document.title.startsWith('ETHUSDT 15m bybit') && document.querySelector('.stage[data-candles]')");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "4h", Exact = true }).ClickAsync();
        await page.UntilAsync("() => location.hash.startsWith('#/chart/bybit/ETHUSDT/4h') && document.querySelector('.stage[data-candles]')");

        // Bybit does not report which volume takers bought.
        Assert.True(await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Delta", Exact = true }).IsDisabledAsync());
        var copied = await page.CopiedCandlesAsync();
        Assert.Equal(await demo.CandlesAsync($"exchange=bybit&symbol=ETHUSDT&tf=4h&after={long.Parse(copied[0].Split(',')[0]) - 1}&limit={copied.Count}"), copied);

        await page.Tab.GoBackAsync();
        await page.Tab.GoBackAsync();
        await page.UntilAsync("() => document.title.startsWith('BTCUSDT 15m binance')");
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_candle_that_is_committed_appears_without_a_request()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync(Chart);
        var last = await page.StageNumberAsync("last");

        await page.UntilAsync($"() => Number(document.querySelector('.stage').dataset.last) >= {last + (2 * 900_000)}");

        Assert.DoesNotContain(page.Requests, request => request.Contains("after=", StringComparison.Ordinal));
        Assert.Empty(page.Faults);
    }

    [SkippableTheory]
    [InlineData("Europe/Berlin", "2026-03-29T00:00:00.000Z")]
    [InlineData("Europe/Berlin", "2025-10-26T00:00:00.000Z")]
    [InlineData("America/New_York", "2026-03-08T06:00:00.000Z")]
    [InlineData("America/New_York", "2025-11-02T05:00:00.000Z")]
    public async Task On_a_night_of_a_clock_change_every_candle_has_the_time_that_Intl_gives_it(string zone, string night)
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync($"{Chart}?at={night}");
        await page.Tab.GetByLabel("Time zone").SelectOptionAsync(zone);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await page.Tab.Locator("table.candles tbody tr").First.WaitForAsync();
        await page.UntilAsync($"() => document.querySelector('table.candles caption').textContent.includes('{zone}')");

        var shown = await page.Tab.Locator("table.candles tbody th").AllTextContentsAsync();

        var copied = await page.CopiedCandlesAsync();
        var expected = await page.Tab.EvaluateAsync<string[]>(
            """
            ([zone, times]) => times.map((time) => {
              const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'longOffset' })
                .formatToParts(time).map(({ type, value }) => [type, value]));
              return `${parts.day} ${parts.month} ${parts.year} ${parts.hour}:${parts.minute} ${parts.timeZoneName.replace('GMT', '').replace('-', '−')}`;
            })
            """,
            new object[] { zone, copied.Select(line => long.Parse(line.Split(',')[0])).Reverse().ToArray() });
        Assert.Equal(expected, shown);
        Assert.Equal(2, shown.Select(text => text[^6..]).Distinct().Count());
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_paper_trade_is_drawn_and_described_at_its_candles()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        var trade = (await demo.Program.GetAsync("/api/paper/trades?limit=20")).GetProperty("trades")[0];
        await page.GoAsync($"{Chart}?at={DateTimeOffset.FromUnixTimeMilliseconds(trade.GetProperty("entryTime").GetInt64()):yyyy-MM-ddTHH:mm:ss.fffZ}");
        await page.UntilAsync("() => [...document.querySelectorAll('button')].some(button => button.textContent === 'Trades' && !button.disabled)");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "CVD", Exact = true }).ClickAsync();

        await page.ShowsAsync("accent", 20);
        await page.Tab.Locator(".figure").HoverAsync();
        await page.Tab.Locator(".figure").FocusAsync();
        var figure = (await page.Tab.Locator(".figure").BoundingBoxAsync())!;
        for (var x = 0.45f; x < 0.6f && !await page.Tab.Locator(".trade-line").IsVisibleAsync(); x += 0.01f)
        {
            await page.Tab.Mouse.MoveAsync(figure.X + (figure.Width * x), figure.Y + 200);
            await page.DrawnAsync();
        }

        Assert.StartsWith("Paper ", await page.Tab.Locator(".trade-line").TextContentAsync(), StringComparison.Ordinal);

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Trades", Exact = true }).ClickAsync();
        await page.ShowsNoMoreAsync("accent");
        await page.Tab.Locator(".trade-line").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_lock_that_a_foreign_program_holds_appears()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/database");
        using (var foreign = new ForeignConnection(demo.Database))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            await page.Tab.Locator(".facts", new() { HasText = $"process {Environment.ProcessId}" }).WaitForAsync();
            await page.Tab.Locator(".status[data-status='degraded']").WaitForAsync();
            foreign.Execute("ROLLBACK");
        }

        await page.UntilAsync("() => Number(document.querySelector('.number dd').textContent) > 0");
        await page.Tab.Locator(".facts", new() { HasText = "Not held by another program." }).WaitForAsync();
        Assert.Empty(page.Faults);
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task Axe_finds_no_serious_fault_of_accessibility_in_any_view(ColorScheme scheme)
    {
        PageSources.SkipWithoutPackages();
        var axe = PageSources.Read("node_modules/axe-core/axe.min.js");
        await using var page = await chromium.OpenAsync(demo.Address, new() { ColorScheme = scheme });
        var found = new List<string>();
        foreach (var view in Views)
        {
            await page.GoAsync(view);
            if (view == Chart)
                await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
            await page.DrawnAsync();
            found.AddRange((await page.AxeAsync(axe)).Select(violation => $"{view}: {violation}"));
        }

        Assert.Empty(found);
        Assert.Empty(page.Faults);
    }

    [SkippableTheory]
    [InlineData(360, 740)]
    [InlineData(768, 1024)]
    [InlineData(2560, 1440)]
    public async Task No_view_is_wider_than_the_window(int width, int height)
    {
        await using var page = await chromium.OpenAsync(demo.Address, new() { ViewportSize = new() { Width = width, Height = height } });
        foreach (var view in Views)
        {
            await page.GoAsync(view);
            Assert.Equal(width, await page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        }

        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_server_that_stops_to_answer_is_reported_and_its_return_needs_no_reload()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync(Chart);
        Assert.True(demo.Program.Child.Suspend());
        try
        {
            await page.Tab.Locator(".banner:not([hidden])").WaitForAsync();
        }
        finally
        {
            demo.Program.Child.Resume();
        }

        var last = await page.StageNumberAsync("last");
        await page.Tab.Locator(".connection[data-state='online']").WaitForAsync();
        await page.UntilAsync($"() => Number(document.querySelector('.stage').dataset.last) > {last}");
    }

    [SkippableFact]
    public async Task After_the_server_was_killed_and_started_again_the_chart_equals_the_api()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync(Chart);
        Assert.Empty(page.Faults);
        var before = await page.StageNumberAsync("last");
        await demo.KillAsync();
        await page.Tab.Locator(".banner:not([hidden])").WaitForAsync();

        await demo.StartAgainAsync();
        await page.Tab.Locator(".connection[data-state='online']").WaitForAsync();
        await page.UntilAsync($"() => Number(document.querySelector('.stage').dataset.last) > {before}");
        await page.Tab.Locator(".banner").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        var copied = await page.CopiedCandlesAsync();
        Assert.Equal(await demo.CandlesAsync($"{Series}&after={long.Parse(copied[0].Split(',')[0]) - 1}&limit={copied.Count}"), copied);
        Assert.InRange(long.Parse(copied[^1].Split(',')[0]), before + 1, long.MaxValue);
    }
}
