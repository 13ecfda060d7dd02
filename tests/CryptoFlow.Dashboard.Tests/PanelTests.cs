using CryptoFlow.Dashboard.Tests.Support;
using CryptoFlow.Storage;
using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>The views beside chart and database, in a real browser.</summary>
[Collection(PageCollection.Name)]
public sealed class PanelTests(Chromium chromium, DemoServer demo)
{
    /// <summary>The last column of the account's trades.</summary>
    private const string Money = ".account .trades tbody td:last-child";

    [SkippableFact]
    public async Task The_map_of_coverage_is_walked_by_keys_and_a_cell_opens_its_gaps_and_the_chart()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/collection");
        Assert.Equal(40, await page.Tab.Locator(".heat tbody tr").CountAsync());

        await page.Tab.Locator(".heat .cell[tabindex='0']").FocusAsync();
        await page.Tab.Keyboard.PressAsync("End");
        await page.Tab.Keyboard.PressAsync("Enter");

        await page.Tab.GetByText("open in the chart").ClickAsync();
        await page.UntilAsync("() => location.hash.startsWith('#/chart/binance/BNBUSDT/15m?at=') && document.querySelector('.stage[data-candles]')");
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_funding_of_each_contract_is_listed_and_the_chart_counts_down_to_the_next_settlement()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/collection");
        await page.UntilAsync("() => document.querySelectorAll('.funding-table tbody tr[data-funding=ok]').length === 10");

        await page.GoAsync("#/chart/bybit/ETHUSDT/15m");
        await page.UntilAsync("() => /^[+\u2212]?0\\.\\d{4} % in \\d:\\d\\d:\\d\\d$/.test(document.querySelector('.funding dd')?.textContent ?? '')");
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_backfill_starts_with_the_key_that_the_page_asks_for_once()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/collection");
        await page.Tab.GetByLabel("Exchange", new() { Exact = true }).SelectOptionAsync("bybit");
        await page.Tab.GetByLabel("Days").FillAsync("3");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Tab.GetByLabel("Key of the server").FillAsync(DemoServer.Key);
        await OpenPage.SeesAsync(
            page.Tab.Locator(".exchange", new() { HasText = "Bybit" }).GetByText("compares stored candles"),
            () => OpenPage.SeesAsync(
                page.Tab.Locator(".message", new() { HasText = "The backfill has started." }),
                () => page.Tab.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync()));
        Assert.Equal(DemoServer.Key, await page.Tab.EvaluateAsync<string>("() => sessionStorage.getItem('cryptoflow.key')"));
        Assert.Null(await page.Tab.EvaluateAsync<string?>("() => localStorage.getItem('cryptoflow.key')"));
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_backfill_that_runs_is_cancelled_with_the_key()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/collection");

        // Bitget allows 20 requests a second, so the comparison of two years takes some seconds.
        await page.Tab.GetByLabel("Exchange", new() { Exact = true }).SelectOptionAsync("bitget");
        await page.Tab.GetByLabel("Days").FillAsync("700");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Tab.GetByLabel("Key of the server").FillAsync(DemoServer.Key);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
        await page.Tab.GetByLabel("Cancel the backfill of bitget").ClickAsync();

        await page.Tab.Locator(".exchange", new() { HasText = "Bitget" }).GetByText("Cancelled:").WaitForAsync();
        Assert.Equal("cancelled", (await demo.Program.BackfillAsync()).Single(run => run.GetProperty("exchange").GetString() == "bitget").GetProperty("phase").GetString());
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_trades_of_the_account_can_be_filtered()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/paper");
        await page.UntilAsync("() => document.querySelector('.paper .trades caption')?.textContent.includes('trades')");

        // The account catches up with the history meanwhile, so the number of trades changes. Each row must pass the filter at any time.
        Assert.NotEmpty(await page.Tab.Locator(Money).AllTextContentsAsync());
        foreach (var (result, sign) in ((string, string)[])[("won", "+"), ("lost", "−")])
        {
            await page.Tab.Locator(".account").GetByLabel("Result").SelectOptionAsync(result);
            Assert.All(await page.Tab.Locator(Money).AllTextContentsAsync(), money => Assert.StartsWith(sign, money, StringComparison.Ordinal));
        }

        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task Two_backtests_stand_side_by_side_with_the_figures_of_the_api()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/paper");
        var run = page.Tab.GetByRole(AriaRole.Button, new() { Name = "Run" });
        foreach (var strategy in (string[])["NO_ML", "MA_CROSS"])
        {
            await page.Tab.GetByLabel("Strategy").SelectOptionAsync(strategy);
            await run.ClickAsync();
            await page.Tab.Locator("article.result h3", new() { HasText = strategy }).WaitForAsync();
        }

        Assert.Equal(2, await page.Tab.Locator("article.result").CountAsync());
        Assert.Contains("won", await page.Tab.Locator("article.result .facts").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_configuration_is_shown_with_its_sources_and_without_its_secrets()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/operation");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Show the configuration" }).ClickAsync();
        await page.Tab.GetByLabel("Key of the server").FillAsync(DemoServer.Key);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
        await page.Tab.Locator("[aria-label='Configuration'] tbody tr").First.WaitForAsync();
        await page.Tab.GetByLabel("Only values that differ from the default").CheckAsync();

        var rows = await page.Tab.Locator("[aria-label='Configuration'] tbody tr").AllTextContentsAsync();
        Assert.Contains("Api:Keyhiddenenvironment", rows);
        Assert.Contains("Database:Pathdata/demo.dbprogram", rows);
        Assert.DoesNotContain(rows, row => row.Contains(DemoServer.Key, StringComparison.Ordinal) || row.StartsWith("Database:BusyTimeoutMs", StringComparison.Ordinal));

        // The key is asked for once in a session.
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Show the members" }).ClickAsync();
        await page.Tab.GetByText("runs alone").WaitForAsync();
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_lock_waits_of_the_last_days_are_shown_by_hour_and_by_day()
    {
        var hour = LockWaitHour.Of(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        demo.HaveLockWaits(new LockWaitHour(hour - (30 * LockWaitHour.Ms), 4_100, 3, 900_000, 1_200), new LockWaitHour(hour - (31 * LockWaitHour.Ms), 0, 0, 0, 0));
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/database");

        await page.Tab.Locator(".history rect[data-state='timeouts']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Contains("most in the hour of", await page.Tab.Locator(".history .hint").First.TextContentAsync(), StringComparison.Ordinal);
        await page.Tab.Locator(".history summary").FocusAsync();
        await page.Tab.Keyboard.PressAsync("Enter");
        var rows = await page.Tab.Locator(".history tbody tr").AllTextContentsAsync();
        Assert.Contains(rows, row => row.StartsWith($"{DateTimeOffset.FromUnixTimeMilliseconds(hour - (30 * LockWaitHour.Ms)):d MMM yyyy}", StringComparison.Ordinal) && row.EndsWith("31.2 s", StringComparison.Ordinal) && row.Contains("4,1", StringComparison.Ordinal));
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task The_api_reference_needs_no_other_server()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/operation");
        await page.Tab.GetByRole(AriaRole.Link, new() { Name = "API reference" }).ClickAsync();
        await page.Tab.GetByText("The state of all parts: rows, lock waits").First.WaitForAsync();

        // A late request to another server is seen, too.
        await page.Tab.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Contains("/openapi/v1.json", page.Requests);
        Assert.Empty(page.Faults);
    }
}
