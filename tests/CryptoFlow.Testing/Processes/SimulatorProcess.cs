using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoFlow.Simulator.Faults;
using SimulatedCandle = CryptoFlow.Simulator.Market.Candle;

namespace CryptoFlow.Testing.Processes;

/// <summary>The exchange simulator in its own process, started by its command line.</summary>
public sealed class SimulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = HangGuard.Limit;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    private static readonly JsonSerializerOptions ControlJson = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly ChildProcess _child;
    private readonly HttpClient _control;

    private SimulatorProcess(ChildProcess child, IReadOnlyDictionary<string, string> addresses)
    {
        _child = child;
        _control = new HttpClient { BaseAddress = new Uri(addresses["control"]) };
        ExchangeAddresses = addresses.Where(a => a.Key != "control").ToDictionary();
    }

    /// <summary>The address of each exchange, by its name.</summary>
    public IReadOnlyDictionary<string, string> ExchangeAddresses { get; }

    /// <summary>Processor time that the process has used so far.</summary>
    public TimeSpan ProcessorTime => _child.ProcessorTime;

    public static async Task<SimulatorProcess> StartAsync(params string[] arguments)
    {
        var child = ChildProcess.StartOwn("CryptoFlow.Simulator", ["--json", .. arguments]);
        try
        {
            var line = await child.LineAsync(l => l.StartsWith('{'), StartsWithin, "the simulator says where it listens");
            return new SimulatorProcess(child, JsonSerializer.Deserialize<Dictionary<string, string>>(line)!);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>The exchanges' clock, ms UTC.</summary>
    public async Task<long> NowAsync() => (await StatusAsync()).GetProperty("nowMs").GetInt64();

    /// <summary>Number of requests that all exchanges have refused so far because of their limits.</summary>
    public async Task<long> RefusedAsync() => (await StatusAsync())
        .GetProperty("venues").EnumerateObject()
        .SelectMany(venue => venue.Value.GetProperty("endpoints").EnumerateObject())
        .Sum(endpoint => endpoint.Value.GetProperty("refused").GetInt64());

    /// <summary>The exchange's closed candles of a series that open at or after a time.</summary>
    public async Task<IReadOnlyList<SimulatedCandle>> CandlesAsync(SeriesKey series, long from)
    {
        var path = $"/sim/candles?venue={ExchangeTruth.VenueOf(series.Exchange)}&symbol={series.Symbol}&interval={series.Interval.Name}&from={from}";
        return (await _control.GetFromJsonAsync<Listing>(path, Json))!.Candles;
    }

    /// <summary>Sends a document to the simulator's control API.</summary>
    public Task ControlAsync(string path, object document) => PostAsync(path, document);

    /// <summary>Adds a fault.</summary>
    public Task AddFaultAsync(Fault fault) => PostAsync("/sim/faults", fault);

    /// <summary>Removes all faults that have not happened yet.</summary>
    public async Task ClearFaultsAsync() => (await _control.DeleteAsync(new Uri("/sim/faults", UriKind.Relative))).EnsureSuccessStatusCode().Dispose();

    /// <summary>Stops the exchanges' clock in the middle of a minute, away from the end of any candle. Returns the clock's time, ms UTC.</summary>
    public async Task<long> StopClockAsync()
    {
        await PostAsync("/sim/clock", new { speed = 0 });
        await PostAsync("/sim/clock", new { advance = (90_000 - (await NowAsync() % 60_000)) % 60_000 });
        return await NowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _child.DisposeAsync();
    }

    private async Task PostAsync<T>(string path, T body)
    {
        using var response = await _control.PostAsJsonAsync(path, body, ControlJson);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"POST {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private Task<JsonElement> StatusAsync() => _control.GetFromJsonAsync<JsonElement>("/sim/status");

    private sealed record Listing(IReadOnlyList<SimulatedCandle> Candles);
}
