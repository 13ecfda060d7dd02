using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests.Support;

/// <summary>The page in a browser, and all that went wrong in it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    /// <summary>The longest wait of a test for the page, ms.</summary>
    public static readonly float PatienceMs = (float)HangGuard.Limit.TotalMilliseconds;

    private const string Cancelled = "net::ERR_ABORTED";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _requests = new();

    private OpenPage(IBrowserContext context, IPage tab)
    {
        _context = context;
        Tab = tab;
    }

    public IPage Tab { get; }

    /// <summary>Errors of the console, failed requests, requests to other origins.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The address of every request so far, below the origin.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public ILocator Stage => Tab.Locator(".stage[data-candles]");

    public static async Task<OpenPage> CreateAsync(IBrowserContext context, Uri server)
    {
        context.SetDefaultTimeout(PatienceMs);
        var tab = await context.NewPageAsync();
        var page = new OpenPage(context, tab);
        tab.Console += (_, message) => page.Keep(message.Type == "error", $"{message.Type}: {message.Text}");
        tab.PageError += (_, error) => page.Keep(true, error);
        // The page cancels its own requests when a view closes.
        tab.RequestFailed += (_, request) => page.Keep(request.Failure != Cancelled, $"failed: {request.Url} {request.Failure}");
        tab.Response += (_, response) => page.Keep(response.Status >= 400, $"{response.Status}: {response.Url}");
        tab.Request += (_, request) =>
        {
            page._requests.Enqueue(new Uri(request.Url).PathAndQuery);
            page.Keep(new Uri(request.Url).GetLeftPart(UriPartial.Authority) != server.GetLeftPart(UriPartial.Authority), $"another origin: {request.Url}");
        };
        return page;
    }

    /// <summary>Opens a view and waits until it has data.</summary>
    public async Task GoAsync(string hash)
    {
        await Tab.GotoAsync($"./{hash}");
        await Tab.Locator(hash.Split('/', '?')[1] switch
        {
            "database" => ".status[data-status]",
            "collection" => ".heat tbody tr",
            "paper" => ".account .facts",
            "operation" => ".operation .card[aria-label='Alerts'] h2",
            _ => ".stage[data-candles][data-drawn]",
        }).First.WaitForAsync();
    }

    /// <summary>A number that the chart states about its candles: candles, first, last.</summary>
    public async Task<long> StageNumberAsync(string name) => long.Parse(await Stage.GetAttributeAsync($"data-{name}") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Counts from the next navigation on the tasks of the main thread that take longer than 50 ms.</summary>
    public Task CountLongTasksAsync() => Tab.AddInitScriptAsync(
        """
        window.longTasks = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => window.longTasks.push(Math.round(entry.duration)))).observe({ type: 'longtask', buffered: true });
        """);

    /// <summary>The long tasks since the last call, as a text.</summary>
    public Task<string> LongTasksAsync() => Tab.EvaluateAsync<string>(
        """
        () => {
          const tasks = window.longTasks.splice(0).sort((a, b) => b - a);
          return `${tasks.length} tasks over 50 ms: ${tasks.slice(0, 20).join(', ')} ms`;
        }
        """);

    /// <summary>
    /// Does something and waits for what the page then shows for some seconds only. The page begins to look before, because this process may get no processor for as long
    /// as the page shows it.
    /// </summary>
    public static async Task SeesAsync(ILocator shown, Func<Task> act)
    {
        var seen = shown.WaitForAsync();
        await act();
        await seen;
    }

    /// <summary>Waits until a script is true. Playwright's default would run it in every frame, which makes the browser draw 60 frames a second.</summary>
    public Task UntilAsync(string script) => Tab.WaitForFunctionAsync(script, options: new() { PollingInterval = 100 });

    /// <summary>Two frames: what was set is drawn.</summary>
    public Task DrawnAsync() => Tab.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>The visible candles as the page copies them, without the column of the ISO time.</summary>
    public async Task<List<string>> CopiedCandlesAsync()
    {
        await SeesAsync(Tab.Locator(".message", new() { HasText = "copied" }), () => Tab.GetByRole(AriaRole.Button, new() { Name = "Copy CSV" }).ClickAsync());
        var text = await Tab.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).Select(cells => string.Join(',', cells.Where((_, column) => column != 1)))];
    }

    /// <summary>How many pixels of the chart's canvases have a colour of the style sheet.</summary>
    public async Task<int> PixelsAsync(string color)
    {
        await DrawnAsync();
        return await Tab.EvaluateAsync<int>(
            """
            (name) => {
              const probe = document.createElement('canvas').getContext('2d');
              probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
              probe.fillRect(0, 0, 1, 1);
              const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
              let count = 0;
              for (const canvas of document.querySelectorAll('.figure canvas')) {
                if (canvas.width === 0 || canvas.height === 0) continue;
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                for (let at = 0; at < data.length; at += 4)
                  if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) count++;
              }
              return count;
            }
            """,
            color);
    }

    /// <summary>Waits until the chart's canvases have more than a number of pixels of a colour of the style sheet. The chart draws its data a frame or more after the data has come.</summary>
    public Task ShowsAsync(string color, int moreThan) => Eventually.HoldsAsync(
        async () => await PixelsAsync(color) > moreThan, HangGuard.Limit, $"the chart shows the colour {color}", Eventually.Request);

    /// <summary>Waits until the chart's canvases have no pixel of a colour of the style sheet.</summary>
    public Task ShowsNoMoreAsync(string color) => Eventually.HoldsAsync(
        async () => await PixelsAsync(color) == 0, HangGuard.Limit, $"the chart does not show the colour {color}", Eventually.Request);

    /// <summary>The violations that axe-core calls serious or critical, one line each.</summary>
    public async Task<List<string>> AxeAsync(string axeSource)
    {
        await Tab.EvaluateAsync(axeSource);
        var found = await Tab.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] })");
        return
        [
            .. found.GetProperty("violations").EnumerateArray()
                .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
                .SelectMany(violation => violation.GetProperty("nodes").EnumerateArray()
                    .Select(node => $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}")),
        ];
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Keep(bool isFault, string text)
    {
        if (isFault)
            _faults.Enqueue(text);
    }
}
