using System.Globalization;
using CryptoFlow.Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>The lines by which a strategy decides, on the chart.</summary>
[Collection(PageCollection.Name)]
public sealed class StrategyLineTests(Chromium chromium, DemoServer demo)
{
    private const string Values = ".legend [data-line] .value";

    [SkippableFact]
    public async Task At_the_candle_of_a_paper_trade_the_chart_shows_the_channel_of_the_traders_decision()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        var signal = await demo.FirstSignalAsync();
        var time = signal.GetProperty("time").GetInt64();
        await page.GoAsync($"#/chart/binance/BTCUSDT/15m?at={DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-ddTHH:mm:ss.fffZ}");
        await page.Tab.Locator(Values).First.WaitForAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();

        var row = page.Tab.Locator("table.candles tbody tr", new() { Has = page.Tab.Locator("th", new() { HasText = $"{DateTimeOffset.FromUnixTimeMilliseconds(time):d MMM yyyy HH:mm}" }) });
        await page.UntilAsync("() => document.querySelectorAll('table.candles thead th').length > 7");
        var cells = await row.Locator("td").AllTextContentsAsync();

        Assert.Equal(
            [signal.GetProperty("channelSupport").GetDouble(), signal.GetProperty("channelResistance").GetDouble()],
            cells.TakeLast(2).Select(text => double.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture)), new Near());
        await page.ShowsAsync("line-one", 100);
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task Another_strategys_lines_are_chosen_by_keyboard_and_stay_chosen()
    {
        await using var page = await chromium.OpenAsync(demo.Address);
        await page.GoAsync("#/chart/binance/ETHUSDT/1h");
        Assert.Equal(0, await page.Tab.Locator(Values).CountAsync());
        await page.Tab.GetByLabel("Indicators").FocusAsync();
        await page.Tab.Keyboard.TypeAsync("Lines: Moving");
        await page.Tab.Locator(Values).First.WaitForAsync();

        Assert.Equal(["Average of 20", "Average of 50"], await page.Tab.Locator(".legend [data-line] .name").AllTextContentsAsync());
        await page.UntilAsync($"() => [...document.querySelectorAll('{Values}')].every(value => value.textContent !== '–')");
        await page.ShowsAsync("line-one", 100);
        await page.ShowsAsync("line-two", 100);

        await page.Tab.ReloadAsync();
        await page.Tab.Locator(Values).First.WaitForAsync();
        await page.Tab.GetByLabel("Indicators").SelectOptionAsync("none");
        await page.Tab.Locator(Values).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.ShowsNoMoreAsync("line-one");
        Assert.Empty(page.Faults);
    }

    /// <summary>The page rounds to the fraction digits of the prices.</summary>
    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 0.1;

        public int GetHashCode(double obj) => 0;
    }
}
