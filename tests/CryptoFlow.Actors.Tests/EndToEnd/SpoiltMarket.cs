using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>
/// One collection from all three exchanges. Each contract meets a fault of its own kind twice: in its newest candles, and again
/// in the next answer. The very first answer of each exchange is cut short as well.
/// </summary>
public sealed class SpoiltMarket : IAsyncLifetime
{
    /// <summary>Faults of single answers. For faults of a whole exchange see <see cref="LimitTests"/> and <see cref="BlockTests"/>.</summary>
    public static readonly FaultKind[] Kinds = [.. Enum.GetValues<FaultKind>().Where(k => k is >= FaultKind.ServerError and <= FaultKind.WrongInterval)];

    /// <summary>Faults with plausible values. Only the next sync, which reads the newest candles again, can correct them.</summary>
    private static readonly FaultKind[] OnlyNewest = [FaultKind.StaleRow, FaultKind.RevisedRow];

    public CollectorScene Scene { get; private set; } = null!;

    public static string SymbolOf(FaultKind kind) => $"{kind.ToString().ToUpperInvariant()}USDT";

    public async Task InitializeAsync()
    {
        string[] symbols = [.. Kinds.Select(SymbolOf)];
        var venue = new VenueOptions { Symbols = [.. symbols.Select(s => new SymbolOptions(s))] };
        Scene = await CollectorScene.CreateAsync(new SceneOptions
        {
            Exchanges = [.. ExchangeNames.All],
            Symbols = symbols,
            HistoryDays = 12,
            Settings = [("Collector:PollIntervalSeconds", "1"), ("Collector:RequestTimeoutSeconds", "2"), ("Collector:GapRetrySeconds", "1")],
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Binance = venue, Bybit = venue, Bitget = venue },
        });
        Scene.Market.Faults.Add(new Fault { Kind = FaultKind.TruncatedJson, Venue = Venue.Binance, Endpoint = "/fapi/v1/exchangeInfo" });
        Scene.Market.Faults.Add(new Fault { Kind = FaultKind.TruncatedJson, Venue = Venue.Bybit, Endpoint = "/v5/market/instruments-info" });
        Scene.Market.Faults.Add(new Fault { Kind = FaultKind.TruncatedJson, Venue = Venue.Bitget, Endpoint = "/api/v2/mix/market/contracts" });
        foreach (var kind in Kinds)
        {
            Strike(kind, Venue.Binance, "/fapi/v1/klines", "/fapi/v1/klines");
            Strike(kind, Venue.Bybit, "/v5/market/kline", "/v5/market/kline");
            Strike(kind, Venue.Bitget, "/api/v2/mix/market/candles", "/api/v2/mix/market/history-candles");
        }

        await Scene.StartHostAsync();
        try
        {
            await Scene.EqualAsync();
        }
        catch (TimeoutException)
        {
            // The tests report which contract differs.
        }
    }

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    private void Strike(FaultKind kind, Venue venue, string newest, string history)
    {
        string[] endpoints = OnlyNewest.Contains(kind) ? [newest] : kind == FaultKind.UnclosedRow ? [history] : [newest, history];
        foreach (var endpoint in endpoints)
            Scene.Market.Faults.Add(new Fault { Kind = kind, Venue = venue, Endpoint = endpoint, Symbol = SymbolOf(kind), DelayMs = 300 });
    }
}
