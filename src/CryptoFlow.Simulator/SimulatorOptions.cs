using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;

namespace CryptoFlow.Simulator;

/// <summary>All settings of a simulator. The defaults are the real exchanges' rules on a synthetic market.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Seed of all prices and of all random faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The real time, for the clock, the request limits and all delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Simulated time at the start, ms UTC. Null for the real time, or with <see cref="CsvFolder"/> for the end of its data.</summary>
    public long? StartMs { get; init; }

    /// <summary>Simulated milliseconds per real millisecond; 0 stops the clock.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Folder of real candles, <c>venue-folder/SYMBOL-interval.csv[.gz]</c>. Its files then decide the symbols.</summary>
    public string? CsvFolder { get; init; }

    /// <summary>Delay of each answer, in real time.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>Port of the control API on loopback; 0 for a free port.</summary>
    public int ControlPort { get; init; }

    /// <summary>Holes that are in the exchanges' history from the start.</summary>
    public IReadOnlyList<Hole> Holes { get; init; } = [];

    /// <summary>The request limits.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Binance USD-M futures.</summary>
    public VenueOptions Binance { get; init; } = new() { Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT"] };

    /// <summary>Bybit v5 linear.</summary>
    public VenueOptions Bybit { get; init; } = new() { Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"] };

    /// <summary>Bitget v2 mix, USDT-FUTURES.</summary>
    public VenueOptions Bitget { get; init; } = new() { Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"] };

    /// <summary>Uncertain rules of Bybit.</summary>
    public BybitRules BybitRules { get; init; } = new();

    /// <summary>Uncertain rules of Bitget.</summary>
    public BitgetRules BitgetRules { get; init; } = new();

    /// <summary>Rules of Binance's streams.</summary>
    public StreamRules BinanceStreams { get; init; } = StreamRules.Binance;

    /// <summary>Rules of Bybit's streams.</summary>
    public StreamRules BybitStreams { get; init; } = StreamRules.Bybit;

    /// <summary>Rules of Bitget's streams.</summary>
    public StreamRules BitgetStreams { get; init; } = StreamRules.Bitget;

    internal VenueOptions For(Venue venue) => venue switch
    {
        Venue.Binance => Binance,
        Venue.Bybit => Bybit,
        _ => Bitget,
    };
}

/// <summary>One simulated exchange.</summary>
public sealed record VenueOptions
{
    /// <summary>Port on loopback; 0 for a free port.</summary>
    public int Port { get; init; }

    /// <summary>Its contracts.</summary>
    public IReadOnlyList<SymbolOptions> Symbols { get; init; } = [];
}

/// <summary>One contract of a simulated exchange.</summary>
/// <param name="Symbol">As the exchange writes it, upper case.</param>
public sealed record SymbolOptions(string Symbol)
{
    /// <summary>When trading began, ms UTC; null for the approximate listing date of the real contract.</summary>
    public long? ListedAt { get; init; }

    /// <summary>Hours between two settlements of its funding: 1, 2, 4 or 8.</summary>
    public int FundingHours { get; init; } = 8;

    /// <summary>Its status at the start.</summary>
    public InstrumentStatus Status { get; init; }

    /// <summary>A trading contract of that name.</summary>
    public static implicit operator SymbolOptions(string symbol) => new(symbol);
}

/// <summary>Rules of Bybit that are not certain (docs/exchanges.md, Open points).</summary>
public sealed record BybitRules
{
    /// <summary>Whether a window with both bounds that is longer than the limit returns its newest rows; otherwise it returns its oldest rows.</summary>
    public bool StartEndKeepsNewest { get; init; } = true;
}

/// <summary>Rules of Bitget that are not certain (docs/exchanges.md, Open points).</summary>
public sealed record BitgetRules
{
    /// <summary>Whether <c>history-candles</c> uses <c>startTime</c>. The real exchange does not (measured).</summary>
    public bool HistoryHonoursStartTime { get; init; }

    /// <summary>An <c>endTime</c> inside a candle includes that candle; otherwise it is floored to the candle's open and excludes it.</summary>
    public bool UnalignedEndIsInclusive { get; init; }

    /// <summary>A <c>limit</c> above 200 on <c>history-candles</c> is taken as 200; otherwise it is refused with code 40053.</summary>
    public bool HistoryLimitIsClamped { get; init; }
}
