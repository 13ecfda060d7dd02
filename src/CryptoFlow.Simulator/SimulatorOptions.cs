using CryptoFlow.Simulator.Limits;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator;

/// <summary>Everything that can be chosen about a simulator. The defaults are the real exchanges' rules on a synthetic market.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Decides every price and every chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Real time: of the clock, the request limits and all delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Simulated time at the start, ms UTC. Null: the real time, or with <see cref="CsvFolder"/> the end of its data.</summary>
    public long? StartMs { get; init; }

    /// <summary>Simulated milliseconds in a real one; 0 stops the clock.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Folder of real candles, <c>venue-folder/SYMBOL-interval.csv[.gz]</c>; the symbols are then those with files.</summary>
    public string? CsvFolder { get; init; }

    /// <summary>Waited before each answer, in real time.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>Port of the control API on loopback; 0: a free one.</summary>
    public int ControlPort { get; init; }

    /// <summary>Holes in the exchanges' history from the start on.</summary>
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
    /// <summary>Port on loopback; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Its contracts.</summary>
    public IReadOnlyList<SymbolOptions> Symbols { get; init; } = [];
}

/// <summary>One contract of a simulated exchange.</summary>
/// <param name="Symbol">As the exchange writes it, upper case.</param>
public sealed record SymbolOptions(string Symbol)
{
    /// <summary>When trading began, ms UTC; null: about when the real contract was listed.</summary>
    public long? ListedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public InstrumentStatus Status { get; init; }

    /// <summary>A trading contract of that name.</summary>
    public static implicit operator SymbolOptions(string symbol) => new(symbol);
}

/// <summary>Rules of Bybit that are not certain (EXCHANGES.md, section 7).</summary>
public sealed record BybitRules
{
    /// <summary>A window longer than the limit, with both bounds, is counted back from its end; otherwise forward from its start.</summary>
    public bool StartEndKeepsNewest { get; init; } = true;
}

/// <summary>Rules of Bitget that are not certain (EXCHANGES.md, section 7).</summary>
public sealed record BitgetRules
{
    /// <summary><c>history-candles</c> heeds <c>startTime</c>; measured, it does not.</summary>
    public bool HistoryHonoursStartTime { get; init; }

    /// <summary>An <c>endTime</c> inside a candle includes that candle; otherwise it is floored to the candle's open and excludes it.</summary>
    public bool UnalignedEndIsInclusive { get; init; }

    /// <summary>A <c>limit</c> above 200 on <c>history-candles</c> is taken as 200; otherwise it is refused with code 40053.</summary>
    public bool HistoryLimitIsClamped { get; init; }
}
