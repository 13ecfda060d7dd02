using Microsoft.Playwright;

namespace CryptoFlow.Dashboard.Tests.Support;

/// <summary>Debian's Chromium, driven by Playwright. All tests of the class share it, each with a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>
    /// The first of these that exists. The headless shell takes a third less of processor time than Chromium, because Chromium draws a window for each context, even without
    /// a screen.
    /// </summary>
    private static readonly string[] Paths = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    /// <summary>The browser asks nothing of the network on its own account.</summary>
    private static readonly string[] Quiet =
    [
        "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Paths.FirstOrDefault(File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Quiet, Timeout = OpenPage.PatienceMs });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>An empty tab, or a skip where there is no browser.</summary>
    internal async Task<OpenPage> OpenAsync(Uri server, BrowserNewContextOptions? options = null)
    {
        Skip.If(_browser is null, $"Chromium is not at {string.Join(" or ", Paths)}.");
        Skip.If(PageFiles.Embedded().Document is null, $"The page is not built: {PageFiles.Embedded().Missing}");
        options ??= new();
        options.BaseURL = server.ToString();
        options.Permissions = ["clipboard-read", "clipboard-write"];
        options.ReducedMotion = ReducedMotion.Reduce;
        options.ViewportSize ??= new() { Width = 1440, Height = 900 };
        var context = await _browser.NewContextAsync(options);
        return await OpenPage.CreateAsync(context, server);
    }
}
