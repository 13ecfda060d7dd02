using System.Net;
using System.Text.Json;

namespace CryptoFlow.Simulator.Tests;

/// <summary>A simulator on real loopback ports with its clock stopped, and the requests that tests send to it.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    /// <summary>2023-11-15 00:00 UTC, ms: T0 of docs/exchanges.md, Conformance.</summary>
    public const long T0 = 1_700_006_400_000;

    /// <summary>15 minutes, ms: i of docs/exchanges.md, Conformance.</summary>
    public const long I = 900_000;

    private readonly HttpClient _http = new();

    private Exchange(ExchangeSimulator simulator) => Simulator = simulator;

    public ExchangeSimulator Simulator { get; }

    public static async Task<Exchange> StartAsync(long now = T0 + (200 * I), Func<SimulatorOptions, SimulatorOptions>? configure = null)
    {
        var options = new SimulatorOptions { StartMs = now, Speed = 0 };
        return new Exchange(await ExchangeSimulator.StartAsync(configure?.Invoke(options) ?? options));
    }

    public Task<HttpResponseMessage> Get(Venue venue, string path, CancellationToken cancellationToken = default) =>
        _http.GetAsync(new Uri(Simulator.BaseAddress(venue), path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public Task<HttpResponseMessage> Control(HttpMethod method, string path, string? json = null) => _http.SendAsync(
        new HttpRequestMessage(method, new Uri(Simulator.ControlAddress, path))
        {
            Content = json is null ? null : new StringContent(json),
        });

    /// <summary>The body of an answer that must have the given status.</summary>
    public async Task<JsonElement> Json(Venue venue, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await Get(venue, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{venue} {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The rows of a candle answer, in wire order.</summary>
    public async Task<JsonElement[]> Rows(Venue venue, string path) => [.. RowsOf(venue, await Json(venue, path)).EnumerateArray()];

    /// <summary>The open times of a candle answer, in wire order.</summary>
    public async Task<long[]> Opens(Venue venue, string path) => [.. (await Rows(venue, path)).Select(Open)];

    /// <summary>The statuses of <paramref name="count"/> requests, sent one after the other. Equal statuses in a row are merged: <c>200 x20, 429</c>.</summary>
    public async Task<string> Statuses(Venue venue, string path, int count)
    {
        var runs = new List<(int Status, int Length)>();
        for (var i = 0; i < count; i++)
        {
            using var response = await Get(venue, path);
            var status = (int)response.StatusCode;
            if (runs is [.., var last] && last.Status == status)
                runs[^1] = (status, last.Length + 1);
            else
                runs.Add((status, 1));
        }
        return string.Join(", ", runs.Select(r => r.Length > 1 ? $"{r.Status} x{r.Length}" : $"{r.Status}"));
    }

    public static JsonElement RowsOf(Venue venue, JsonElement answer) => venue switch
    {
        Venue.Binance => answer,
        Venue.Bybit => answer.GetProperty("result").GetProperty("list"),
        _ => answer.GetProperty("data"),
    };

    public static long Open(JsonElement row) =>
        row[0].ValueKind is JsonValueKind.Number ? row[0].GetInt64() : long.Parse(row[0].GetString()!);

    /// <summary>A candle request of BTCUSDT with the venue's own parameter names.</summary>
    public static string CandlePath(Venue venue, string interval = "15m", long? start = null, long? end = null, int? limit = null, string symbol = "BTCUSDT")
    {
        var path = venue switch
        {
            Venue.Binance => $"/fapi/v1/klines?symbol={symbol}&interval={interval}",
            Venue.Bybit => $"/v5/market/kline?category=linear&symbol={symbol}&interval={BybitInterval(interval)}",
            _ => $"/api/v2/mix/market/history-candles?productType=USDT-FUTURES&symbol={symbol}&granularity={BitgetInterval(interval)}",
        };
        var (startName, endName) = venue is Venue.Bybit ? ("start", "end") : ("startTime", "endTime");
        return path + Parameter(startName, start) + Parameter(endName, end) + Parameter("limit", limit);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }

    private static string Parameter(string name, long? value) => value is null ? "" : $"&{name}={value}";

    private static string BybitInterval(string interval) => interval switch
    {
        "1d" => "D",
        "4h" => "240",
        "1h" => "60",
        _ => interval[..^1],
    };

    private static string BitgetInterval(string interval) => interval switch
    {
        "1d" => "1Dutc",
        _ => interval.Replace('h', 'H'),
    };
}
