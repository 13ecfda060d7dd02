using System.Text.Json;
using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing.Processes;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>
/// The unmodified npm package ccxt is a client of the real exchanges. It must work with the simulator without changes (<c>tests/tools/ccxt-check.mjs</c>).
/// ccxt finds the class of an error by the exchange's own code and text.
/// </summary>
public sealed class CcxtTests
{
    private const long I = Exchange.I;
    private const int Rows = 700;

    [SkippableFact]
    public Task Ccxt_loads_the_pages_and_knows_the_errors_of_Binance() => CheckAsync(
        Venue.Binance,
        "binanceusdm",
        pageRows: 500,
        paginate: new { paginate = true },
        refusals:
        [
            new("BadSymbol", "fapiPublicGetKlines", new { symbol = "NONEUSDT", interval = "15m" }),
            new("BadSymbol", "fapiPublicGetKlines", new { symbol = "OLDUSDT", interval = "15m" }),
            new("BadRequest", "fapiPublicGetKlines", new { symbol = "BTCUSDT", interval = "7m" }),
            new("BadRequest", "fapiPublicGetKlines", new { symbol = "BTCUSDT", interval = "15m", limit = 5000 }),
            new("BadRequest", "fapiPublicGetKlines", new { symbol = "BTCUSDT" }),
        ],
        faults:
        [
            new("DDoSProtection", new { kind = "tooManyRequests", retryAfterSeconds = 1 }),
            new("DDoSProtection", new { kind = "banned" }),
            new("ExchangeNotAvailable", new { kind = "countryBlocked" }),
            new("ExchangeNotAvailable", new { kind = "restricted" }),
            new("ExchangeNotAvailable", new { kind = "gatewayError" }),
            new("OperationFailed", new { kind = "serverError" }),
            new("NetworkError", new { kind = "connectionReset" }),
        ]);

    [SkippableFact]
    public Task Ccxt_loads_the_pages_and_knows_the_errors_of_Bybit() => CheckAsync(
        Venue.Bybit,
        "bybit",
        pageRows: 300,
        paginate: new { paginate = true },
        refusals:
        [
            new("BadRequest", "publicGetV5MarketKline", new { category = "linear", symbol = "NONEUSDT", interval = "15" }),
            new("BadRequest", "publicGetV5MarketKline", new { category = "linear", symbol = "OLDUSDT", interval = "15" }),
            new("BadRequest", "publicGetV5MarketKline", new { category = "linear", symbol = "BTCUSDT", interval = "7" }),
            new("BadRequest", "publicGetV5MarketInstrumentsInfo", new { category = "none" }),
            new("BadRequest", "publicGetV5MarketInstrumentsInfo", new { category = "inverse", symbol = "NONEUSD" }),
            new("none", "publicGetV5MarketInstrumentsInfo", new { category = "spot", symbol = "NONEUSDT" }),
        ],
        faults:
        [
            new("RateLimitExceeded", new { kind = "tooManyVisits" }),
            new("RateLimitExceeded", new { kind = "accessTooFrequent" }),
            new("ExchangeNotAvailable", new { kind = "gatewayError" }),
            new("ExchangeError", new { kind = "serverError", status = 200 }),
            new("NetworkError", new { kind = "connectionReset" }),
        ]);

    /// <summary>
    /// ccxt's own pagination asks Bitget for an end that lies one millisecond before the grid. By the simulator's default rule, such an end excludes the
    /// last candle, and ccxt loses one candle between two pages. So this test runs the pagination with the other rule (docs/simulator.md).
    /// </summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Ccxt_loads_the_pages_and_knows_the_errors_of_Bitget(bool unalignedEndIsInclusive) => CheckAsync(
        Venue.Bitget,
        "bitget",
        pageRows: 200,
        paginate: unalignedEndIsInclusive ? new { paginate = true } : null,
        refusals:
        [
            new("ExchangeError", "publicMixGetV2MixMarketCandles", new { productType = "USDT-FUTURES", symbol = "NONEUSDT", granularity = "15m" }),
            new("BadSymbol", "publicMixGetV2MixMarketCandles", new { productType = "USDT-FUTURES", symbol = "OLDUSDT", granularity = "15m" }),
            new("BadRequest", "publicMixGetV2MixMarketCandles", new { productType = "USDT-FUTURES", granularity = "15m" }),
            new("BadRequest", "publicMixGetV2MixMarketCandles", new { symbol = "BTCUSDT", granularity = "15m" }),
            new("BadRequest", "publicMixGetV2MixMarketContracts", new { productType = "NONE" }),
            new("ExchangeError", "publicMixGetV2MixMarketContracts", new { productType = "COIN-FUTURES", symbol = "BTCUSD" }),
        ],
        faults:
        [
            new("DDoSProtection", new { kind = "tooManyRequests" }),
            new("ExchangeNotAvailable", new { kind = "accessTooFrequent" }),
            new("ExchangeNotAvailable", new { kind = "gatewayError" }),
            new("ExchangeError", new { kind = "serverError" }),
            new("NetworkError", new { kind = "connectionReset" }),
        ],
        configure: o => o with { BitgetRules = new BitgetRules { UnalignedEndIsInclusive = unalignedEndIsInclusive } });

    private static async Task CheckAsync(
        Venue venue, string ccxt, int pageRows, object? paginate, Refusal[] refusals, Faulted[] faults, Func<SimulatorOptions, SimulatorOptions>? configure = null)
    {
        NodeTools.SkipWithout("ccxt");

        // ccxt chooses between Bitget's two endpoints by the machine's clock. No candle closes while ccxt asks.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var forming = now / I * I;
        VenueOptions contracts = new() { Symbols = ["BTCUSDT", "SOLUSDT", new SymbolOptions("OLDUSDT") { Status = InstrumentStatus.Closed }] };
        await using var exchange = await Exchange.StartAsync(
            now,
            o => (configure?.Invoke(o) ?? o) with { Binance = contracts, Bybit = contracts, Bitget = contracts, Limits = new LimitOptions { Enforced = false } });
        var history = new { from = forming - (9600 * I), to = forming - ((9600 - Rows) * I) };
        var recent = new { from = forming - (Rows * I), to = forming };

        var got = await RunAsync(new
        {
            exchange = ccxt,
            address = exchange.Simulator.BaseAddress(venue).GetLeftPart(UriPartial.Authority),
            control = exchange.Simulator.ControlAddress.GetLeftPart(UriPartial.Authority),
            venue = venue.ToString().ToLowerInvariant(),
            symbol = "BTC/USDT:USDT",
            timeframe = "15m",
            limit = pageRows,
            history,
            recent,
            paginate,
            untilWhilePaginating = venue is not Venue.Bitget,
            refusals = refusals.Select(r => new object[] { r.Method, r.Parameters }),
            faults = faults.Select(f => f.Fault),
        });

        var truth = (History: Truth(exchange, venue, history.from, history.to), Recent: Truth(exchange, venue, recent.from, recent.to));
        foreach (var pages in got.GetProperty("pages").EnumerateObject())
            Assert.Equal(pages.Name.EndsWith("istory", StringComparison.Ordinal) ? truth.History : truth.Recent, pages.Value.EnumerateArray().Select(r => r.GetRawText()));
        Assert.Equal(paginate is null ? 2 : venue is Venue.Bitget ? 3 : 4, got.GetProperty("pages").EnumerateObject().Count());
        Assert.Equal(forming, got.GetProperty("newest").EnumerateArray().Last()[0].GetInt64());
        Assert.Equal(truth.Recent.Take(venue is Venue.Bitget ? 4 : 5), got.GetProperty("bounded").EnumerateArray().Select(r => r.GetRawText()));
        Assert.Equal(now, got.GetProperty("time").GetInt64());
        Assert.Equal(
            ["BTCUSDT BTC/USDT:USDT swap True", "SOLUSDT SOL/USDT:USDT swap True"],
            got.GetProperty("markets").EnumerateArray().Where(m => m.GetProperty("active").GetBoolean()).Select(Market));
        Assert.Equal(refusals.Select(r => r.Class), Strings(got, "refusals"));
        Assert.Equal(faults.Select(f => f.Class), Strings(got, "faults"));
        Assert.Equal("BadSymbol", got.GetProperty("unlisted").GetString());
        Assert.Equal("none", got.GetProperty("afterwards").GetString());
    }

    private static async Task<JsonElement> RunAsync(object asked)
    {
        var run = await NodeTools.RunAsync("ccxt-check.mjs", [JsonSerializer.Serialize(asked)]);
        Assert.True(run.ExitCode == 0, run.Transcript);
        return JsonDocument.Parse(Assert.Single(run.Output)).RootElement;
    }

    /// <summary>The simulator's closed candles in ccxt's form, with numbers as JavaScript writes them.</summary>
    private static List<string> Truth(Exchange exchange, Venue venue, long from, long to) =>
    [
        .. exchange.Simulator.ClosedCandles(venue, "BTCUSDT", "15m", from, to).Select(c => JsonSerializer.Serialize(
            new[] { c.OpenTime, (double)c.Open, (double)c.High, (double)c.Low, (double)c.Close, (double)c.Volume })),
    ];

    private static string Market(JsonElement m) => $"{m.GetProperty("id")} {m.GetProperty("symbol")} {m.GetProperty("type")} {m.GetProperty("linear")}";

    private static IEnumerable<string?> Strings(JsonElement got, string member) => got.GetProperty(member).EnumerateArray().Select(e => e.GetString());

    private sealed record Refusal(string Class, string Method, object Parameters);

    private sealed record Faulted(string Class, object Fault);
}
