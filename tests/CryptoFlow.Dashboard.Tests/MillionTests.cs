using System.Globalization;
using CryptoFlow.Dashboard.Tests.Support;
using Xunit.Abstractions;

namespace CryptoFlow.Dashboard.Tests;

/// <summary>
/// Scrolls through a million candles, back to the first one, and prints the tasks of the main thread that took longer than 50 ms. It takes some minutes, so it runs
/// only if <see cref="Variable"/> is 1. The figures of the last run are in docs/performance.md.
/// </summary>
[Collection(PageCollection.Name)]
public sealed class MillionTests(Chromium chromium, ITestOutputHelper output)
{
    private const string Variable = "CRYPTOFLOW_MILLION";

    private const int Count = 1_000_000;

    private const long Minute = 60_000;

    [SkippableFact]
    public async Task A_million_candles_are_scrolled()
    {
        Skip.If(Environment.GetEnvironmentVariable(Variable) != "1", $"{Variable} is not 1.");
        using var folder = new TempDirectory();
        var database = folder.File("million.db");
        var first = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Minute * Minute) - ((Count + 1) * Minute);
        await ImportAsync(folder, database, first);
        var environment = new Dictionary<string, string?> { ["CryptoFlow__Collector__Enabled"] = "false" };
        await using var program = await CryptoFlowProcess.ServeAsync(database, environment);
        await using var page = await chromium.OpenAsync(program.Http.BaseAddress!);
        await page.CountLongTasksAsync();

        await page.GoAsync("#/chart/binance/MILLION/1m");
        await page.DrawnAsync();
        output.WriteLine($"load: {await page.LongTasksAsync()}");
        await page.Tab.Locator(".figure").FocusAsync();
        var steps = 0;
        while (await page.Stage.GetAttributeAsync("data-first") is { } now && now != first.ToString(CultureInfo.InvariantCulture))
        {
            await page.Tab.Keyboard.PressAsync("Home");
            await page.UntilAsync($"() => document.querySelector('.stage').dataset.first !== '{now}'");
            Assert.InRange(await page.StageNumberAsync("candles"), 1, 6000);
            steps++;
        }

        output.WriteLine($"{steps} pages: {await page.LongTasksAsync()}");
        Assert.InRange(steps, 100, Count / 500);
        Assert.Empty(page.Faults);
    }

    private static async Task ImportAsync(TempDirectory folder, string database, long first)
    {
        var csv = folder.File("million.csv");
        await using (var file = new StreamWriter(csv))
        {
            await file.WriteLineAsync("time,open,high,low,close,volume,buyVolume,sellVolume,delta,tradeCount");
            for (var i = 0; i < Count; i++)
            {
                var price = 100 + (20 * Math.Sin(i / 3_000.0)) + Math.Round(3 * Math.Sin(i / 7.0), 2);
                await file.WriteLineAsync(FormattableString.Invariant($"{first + (i * Minute)},{price:F2},{price + 0.5:F2},{price - 0.5:F2},{price + 0.1:F2},3,1,2,-1,7"));
            }
        }

        await using var import = CryptoFlowProcess.RunCommand(
            new Dictionary<string, string?>(), ["import", "--csv", csv, "--symbol", "BINANCE:MILLION", "--tf", "1m", "--database", database]);
        Assert.Equal(0, await import.ExitAsync(TimeSpan.FromMinutes(10)));
    }
}
