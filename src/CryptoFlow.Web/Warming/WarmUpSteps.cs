using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Warming;

/// <summary>
/// The hot requests: what clients ask for all the time. Each step can run beside the others. Once each: the runtime counts no calls before the start is over,
/// so more of them would not be compiled any better.
/// </summary>
/// <param name="client">Makes them.</param>
/// <param name="series">Whose candles are asked for; null where nothing is stored or collected.</param>
internal sealed class WarmUpSteps(WarmUpClient client, SeriesKey? series)
{
    private const string Candles = "/api/candles";

    public IEnumerable<(string Name, Func<Task> RunAsync)> All =>
    [
        .. series is { } s ? OfCandles(s) : [],
        ("health", () => client.GetAsync("/api/health")),
        ("symbols", () => client.GetAsync("/api/symbols")),
        ("gaps", () => client.GetAsync("/api/gaps", "?limit=100")),
        ("metrics", () => client.GetAsync(TelemetrySetup.Path)),
    ];

    private IEnumerable<(string Name, Func<Task> RunAsync)> OfCandles(SeriesKey s)
    {
        var page = $"?exchange={s.Exchange.ToWireName()}&symbol={Uri.EscapeDataString(s.Symbol)}&tf={s.Interval.Minutes}&limit=1000";
        return
        [
            ("newest candles", () => NewestAsync(page)),
            ("older candles", () => OlderAsync(page + $"&before={DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()}")),
            ("a subscription", () => client.SubscribeAsync(s)),
        ];
    }

    /// <summary>A page that is looked up, the kept one, its packed forms, and that a client has it already.</summary>
    private async Task NewestAsync(string page)
    {
        var tag = await client.GetAsync(Candles, page);
        await client.GetAsync(Candles, page, acceptEncoding: "gzip");
        await client.GetAsync(Candles, page, acceptEncoding: "br");
        await client.GetAsync(Candles, page, ifNoneMatch: tag);
        await client.GetAsync(Candles, page);
    }

    private async Task OlderAsync(string page)
    {
        await client.GetAsync(Candles, page);
        await client.GetAsync(Candles, page, acceptEncoding: "gzip");
        await client.GetAsync(Candles, page, acceptEncoding: "br");
    }
}
