using CryptoFlow.Simulator.Binance;
using CryptoFlow.Simulator.Bitget;
using CryptoFlow.Simulator.Bybit;
using CryptoFlow.Simulator.Clock;
using CryptoFlow.Simulator.Control;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Market.Csv;
using CryptoFlow.Simulator.Market.Synthetic;
using CryptoFlow.Simulator.Streams;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator;

/// <summary>
/// Simulates three exchanges on three loopback ports, with the paths and the behaviour of the real ones (docs/exchanges.md), and a control API on a fourth port. A
/// client needs only other base addresses.
/// </summary>
public sealed class ExchangeSimulator : IAsyncDisposable
{
    private static readonly Venue[] Venues = Enum.GetValues<Venue>();

    private readonly CancellationTokenSource _stopping = new();
    private readonly ExchangeMarket _market;
    private readonly FundingMarket _funding;
    private readonly Dictionary<Venue, IExchangeApi> _apis;
    private readonly Dictionary<Venue, RequestCounts> _counts = Venues.ToDictionary(v => v, _ => new RequestCounts());
    private readonly Dictionary<Venue, IStreamApi> _streams;
    private readonly Dictionary<Venue, StreamMeter> _meters = Venues.ToDictionary(v => v, _ => new StreamMeter());
    private LoopbackServer? _server;

    private ExchangeSimulator(SimulatorOptions options)
    {
        var csv = options.CsvFolder is { } folder ? new CsvMarket(folder) : null;
        var instruments = Venues.ToDictionary(v => v, v => Instruments(options, csv, v));
        _market = new ExchangeMarket((ICandleSource?)csv ?? new SyntheticMarket(options.Seed, instruments), instruments);
        foreach (var hole in options.Holes)
            _market.Add(hole);

        _funding = new FundingMarket(options.Seed, _market);
        Clock = new SimulatedClock(options.TimeProvider, options.StartMs ?? csv?.End, options.Speed);
        Faults = new FaultLedger(options.Seed, options.TimeProvider);
        _apis = new IExchangeApi[]
        {
            new BinanceApi(_market, _funding, options.Limits, Clock),
            new BybitApi(_market, _funding, options.Limits, options.BybitRules, Clock),
            new BitgetApi(_market, _funding, options.Limits, options.BitgetRules, Clock),
        }.ToDictionary(a => a.Venue);
        _streams = new IStreamApi[]
        {
            new BinanceStreams(options.BinanceStreams),
            new BybitStreams(options.BybitStreams, _market),
            new BitgetStreams(options.BitgetStreams, _market),
        }.ToDictionary(a => a.Venue);
    }

    /// <summary>The exchanges' clock; tests stop it (speed 0) and move it.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>The faults to inject.</summary>
    public FaultLedger Faults { get; }

    /// <summary>Where the control API listens.</summary>
    public Uri ControlAddress => Server.Address(Venues.Length);

    private LoopbackServer Server => _server ?? throw new InvalidOperationException("The simulator has not been started.");

    /// <summary>Starts a simulator. Disposing it stops it.</summary>
    public static async Task<ExchangeSimulator> StartAsync(SimulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SimulatorOptions();
        var simulator = new ExchangeSimulator(options);
        var sender = new ReplySender(options.TimeProvider, simulator._stopping.Token);
        var latency = new Latency(options.Latency, options.TimeProvider);

        var endpoints = new List<(int Port, RequestDelegate Handler)>();
        foreach (var venue in Venues)
        {
            var endpoint = new ExchangeEndpoint(
                simulator._apis[venue],
                simulator.Clock,
                simulator.Faults,
                simulator._counts[venue],
                sender,
                latency);
            var streams = new StreamEndpoint(
                simulator._streams[venue],
                simulator._market,
                simulator.Clock,
                options.TimeProvider,
                simulator.Faults,
                simulator._meters[venue],
                options.Limits,
                latency,
                endpoint.HandleAsync,
                simulator._stopping.Token);
            endpoints.Add((options.For(venue).Port, streams.HandleAsync));
        }
        endpoints.Add((options.ControlPort, new ControlApi(simulator).HandleAsync));

        simulator._server = await LoopbackServer.StartAsync(endpoints, cancellationToken);
        return simulator;
    }

    /// <summary>The base address that replaces the exchange's own, such as <c>https://fapi.binance.com</c>.</summary>
    public Uri BaseAddress(Venue venue) => Server.Address(Array.IndexOf(Venues, venue));

    /// <summary>The address that replaces scheme and host of the exchange's own stream, such as <c>wss://fstream.binance.com</c>.</summary>
    public Uri StreamAddress(Venue venue) => new UriBuilder(BaseAddress(venue)) { Scheme = Uri.UriSchemeWs }.Uri;

    /// <summary>Removes candles from an exchange's history permanently.</summary>
    public void AddHole(Hole hole) => _market.Add(hole);

    /// <summary>Changes closed candles permanently.</summary>
    public void Revise(Revision revision) => _market.Add(revision);

    /// <summary>Changes the status of a contract: it begins to trade, is settled, or is removed from the list.</summary>
    public void ChangeStatus(StatusChange change) => _market.Apply(change);

    /// <summary>Counts of the requests to an exchange so far, by path.</summary>
    public IReadOnlyDictionary<string, EndpointCounts> Requests(Venue venue) => _counts[venue].ByEndpoint;

    /// <summary>Counts of an exchange's WebSockets so far.</summary>
    public StreamCounts Streams(Venue venue) => _meters[venue].Counts;

    /// <summary>Used part of the limit in its current window: weight on Binance, requests on the others.</summary>
    public int UsedLimit(Venue venue) => _apis[venue].Limiter.Used;

    /// <summary>
    /// The expected candles for tests: the closed candles that open in [<paramref name="from"/>, <paramref name="to"/>) (ms UTC), oldest first,
    /// as the exchange has them now, without faults. <paramref name="interval"/> is an <see cref="Interval.Name"/>.
    /// </summary>
    public IReadOnlyList<Candle> ClosedCandles(Venue venue, string symbol, string interval, long from, long to)
    {
        if (_market.Tape(venue, symbol, Interval.Named(interval), Clock.NowMs) is not { } tape)
            return [];
        using var page = tape.Oldest(from, Math.Min(to, tape.FormingOpen), int.MaxValue);
        return page.Rows.ToArray();
    }

    /// <summary>The expected funding rates for tests: the settlements in [<paramref name="from"/>, <paramref name="to"/>) (ms UTC) that are over, oldest first.</summary>
    public IReadOnlyList<(long Time, decimal Rate, decimal? MarkPrice)> SettledFunding(Venue venue, string symbol, long from, long to) =>
        _market.Find(venue, symbol) is { } contract
            ? [.. _funding.Oldest(venue, contract, from, to - 1, Clock.NowMs, int.MaxValue).Select(s => (s.Time, s.Rate, s.MarkPrice))]
            : [];

    /// <summary>The exchange's present values for a contract's next settlement; null for an unknown contract.</summary>
    public (long Time, decimal Rate, decimal? MarkPrice)? CurrentFunding(Venue venue, string symbol) =>
        _market.Find(venue, symbol) is { } contract && _funding.Next(venue, contract, Clock.NowMs) is var next ? (next.Time, next.Rate, next.MarkPrice) : null;

    /// <summary>The close of the exchange's mark-price candle of the hour that ends at a time (a full hour, ms UTC); null if there is none.</summary>
    public decimal? MarkPriceAt(Venue venue, string symbol, long time)
    {
        var hour = Interval.Named("1h");
        var open = time - hour.Milliseconds;
        return _market.Find(venue, symbol) is { } contract && _market.Tape(venue, symbol, hour, Clock.NowMs)?.TryRead(open, Clock.NowMs, out var candle) is true
            ? _funding.MarkCandle(venue, contract, hour, in candle).Close
            : null;
    }

    /// <summary>Stops listening and aborts the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private static IReadOnlyList<Instrument> Instruments(SimulatorOptions options, CsvMarket? csv, Venue venue)
    {
        var symbols = csv is null ? options.For(venue).Symbols : [.. csv.Symbols(venue).Select(s => new SymbolOptions(s))];
        return [.. symbols.Select(s => InstrumentCatalog.Describe(venue, s))];
    }
}
