using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Warming;

/// <summary>
/// The requests that clients send most. The steps can run at the same time. Each runs once: the runtime does not count calls during the start,
/// so repeating a step would not improve the compiled code.
/// </summary>
/// <param name="client">Sends the requests.</param>
/// <param name="series">The series to read; null when nothing is stored or collected.</param>
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

    /// <summary>A page from the database, the cached page, its compressed forms, and a 304.</summary>
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
