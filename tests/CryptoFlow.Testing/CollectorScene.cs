using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Testing;

/// <summary>The settings of a scene. It collects few series and a short history, so that a run takes a moment.</summary>
public sealed record SceneOptions
{
    /// <summary>The time of the market's clock, ms UTC: no boundary of any interval is near.</summary>
    public const long Now = 1_750_000_000_000 / 86_400_000 * 86_400_000 + (12 * 3_600_000) + 450_000;

    public Exchange[] Exchanges { get; init; } = [Exchange.Binance];

    public string[] Symbols { get; init; } = ["BTCUSDT"];

    public string[] Timeframes { get; init; } = ["15m"];

    public int HistoryDays { get; init; } = 15;

    /// <summary>True if the collectors sync and search periodically.</summary>
    public bool Periodic { get; init; } = true;

    /// <summary>True if the collectors open the simulated exchanges' streams.</summary>
    public bool Streams { get; init; }

    /// <summary>The periods of the streams; null for the program's own.</summary>
    public StreamTimes? StreamTimes { get; init; }

    /// <summary>More settings, by their keys below <c>CryptoFlow</c>.</summary>
    public (string Key, string Value)[] Settings { get; init; } = [];

    /// <summary>The market; its clock stands still at <see cref="Now"/>.</summary>
    public SimulatorOptions Market { get; init; } = new() { StartMs = Now, Speed = 0 };

    internal Dictionary<string, string?> ToSettings()
    {
        var settings = new Dictionary<string, string?>();
        for (var i = 0; i < Timeframes.Length; i++)
            settings[$"Collector:Timeframes:{i}"] = Timeframes[i];
        foreach (var exchange in ExchangeNames.All)
        {
            var section = $"Exchanges:{exchange.ToWireName()}";
            settings[$"{section}:Enabled"] = Exchanges.Contains(exchange) ? "true" : "false";
            settings[$"{section}:HistoryDays"] = $"{HistoryDays}";
            for (var i = 0; i < Symbols.Length; i++)
                settings[$"{section}:Symbols:{i}"] = Symbols[i];
        }

        foreach (var (key, value) in Settings)
            settings[key] = value;
        return settings;
    }

    internal Dictionary<string, string?> ToSettings(ExchangeSimulator market)
    {
        var settings = ToSettings();
        foreach (var exchange in Exchanges.Where(_ => Streams))
            settings.TryAdd($"Exchanges:{exchange.ToWireName()}:StreamUrl", market.StreamAddress(ExchangeTruth.VenueOf(exchange)).ToString());
        return settings;
    }
}

/// <summary>A simulated market, a database file, and the whole system without HTTP, which can be stopped and started again.</summary>
public sealed class CollectorScene : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly SceneOptions _options;
    private CollectorHost? _host;
    private CollectionPlan? _plan;

    private readonly bool _ownsMarket;

    private CollectorScene(SceneOptions options, ExchangeSimulator market, bool ownsMarket = true)
    {
        _options = options;
        Market = market;
        _ownsMarket = ownsMarket;
    }

    public ExchangeSimulator Market { get; }

    public CollectorHost Host => _host ?? throw new InvalidOperationException("The system does not run.");

    /// <summary>The collection plan of the system that ran last.</summary>
    public CollectionPlan Plan => _plan ?? throw new InvalidOperationException("The system has not run yet.");

    private string DatabasePath => _directory.File("candles.db");

    /// <summary>Starts only the market, so that a test can set faults before the system starts.</summary>
    public static async Task<CollectorScene> CreateAsync(SceneOptions? options = null)
    {
        options ??= new SceneOptions();
        return new CollectorScene(options, await ExchangeSimulator.StartAsync(options.Market));
    }

    /// <summary>Starts another system with a file of its own on the market of this scene, which has to live longer.</summary>
    public async Task<CollectorScene> StartBesideAsync(SceneOptions options)
    {
        var scene = new CollectorScene(options, Market, ownsMarket: false);
        await scene.StartHostAsync();
        return scene;
    }

    /// <summary>Starts the market and the system.</summary>
    public static async Task<CollectorScene> StartAsync(SceneOptions? options = null)
    {
        var scene = await CreateAsync(options);
        await scene.StartHostAsync();
        return scene;
    }

    /// <summary>Starts both, and waits until the first backfill of each exchange has ended.</summary>
    public static async Task<CollectorScene> StartFilledAsync(SceneOptions? options = null)
    {
        var scene = await StartAsync(options);
        await scene.FilledAsync();
        return scene;
    }

    public async Task StartHostAsync()
    {
        _host = await CollectorHost.StartAsync(DatabasePath, Market, _options.ToSettings(Market), _options.Periodic, streamTimes: _options.StreamTimes);
        _plan = _host.Services.GetRequiredService<CollectionPlan>();
    }

    public async Task StopHostAsync()
    {
        await Host.DisposeAsync();
        _host = null;
    }

    /// <summary>Waits until the newest run of each exchange has ended.</summary>
    public Task<IReadOnlyList<BackfillRun>> FilledAsync() => Host.BackfillEndedAsync(_options.Exchanges.Length);

    public ForeignConnection OpenFile(bool readOnly = true) => new(DatabasePath, readOnly);

    /// <summary>All differences between the file and the exchanges: candles that are missing, differ, are not closed, or do not exist at the exchange.</summary>
    public List<string> Differences() => [.. Plan.Series.SelectMany(Differences)];

    /// <summary>All differences between one series in the file and at the exchange.</summary>
    public List<string> Differences(SeriesKey series)
    {
        using var file = OpenFile();
        return ExchangeTruth.Differences(file, Market, series, HistoryOf(series));
    }

    /// <summary>Waits until the file equals the exchanges.</summary>
    public Task<List<string>> EqualAsync() => EqualAsync([.. Plan.Series]);

    /// <summary>Waits until the candles of these series in the file equal those at the exchanges. A look compares the candles only if their numbers are equal.</summary>
    public Task<List<string>> EqualAsync(params SeriesKey[] series) => Poll.UntilAsync(() => FirstDifferences(series), differences => differences.Count == 0);

    private List<string> FirstDifferences(SeriesKey[] all)
    {
        using (var file = OpenFile())
        {
            if (all.Select(series => ExchangeTruth.OtherNumber(file, Market, series, HistoryOf(series))).FirstOrDefault(other => other is not null) is { } other)
                return [other];
        }

        return [.. all.SelectMany(Differences)];
    }

    private TimeRange HistoryOf(SeriesKey series) => ExchangeTruth.HistoryOf(Plan, series, Market.Clock.NowMs) with { To = long.MaxValue };

    /// <summary>Number of requests that an exchange has received on paths with this suffix.</summary>
    public long Requests(Exchange exchange, string pathEnd = "") => Market.Requests(ExchangeTruth.VenueOf(exchange))
        .Where(r => r.Key.EndsWith(pathEnd, StringComparison.Ordinal))
        .Sum(r => r.Value.Requests);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_ownsMarket)
            await Market.DisposeAsync();
        _directory.Dispose();
    }
}
