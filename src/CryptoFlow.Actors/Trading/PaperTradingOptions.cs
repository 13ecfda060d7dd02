using System.Collections.Immutable;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;

namespace CryptoFlow.Trading;

/// <summary>Paper trading, and the rules that backtests run with (section <c>CryptoFlow:PaperTrading</c>).</summary>
public sealed class PaperTradingOptions
{
    /// <summary>The default of <see cref="From"/>.</summary>
    public const string Now = "now";

    /// <summary>Whether this process trades on paper. Backtests run in any case.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The contracts that are traded, as EXCHANGE:SYMBOL; one or a list.</summary>
    public List<string> Series { get; set; } = [];

    /// <summary>The strategies that trade each of these contracts, by name; one or a list.</summary>
    public List<string> Strategies { get; set; } = [];

    /// <summary>Where a new account begins: <c>now</c>, <c>history</c> (the first whole UTC day that is stored), or a time: a UTC date such as <c>2026-01-31</c>, a date and time such as <c>2026-01-31T12:00Z</c>, or ms UTC.</summary>
    public string From { get; set; } = Now;

    public MoneyRules Money { get; set; } = new();

    public ChannelBounceOptions ChannelBounce { get; set; } = new();

    public MovingAverageCrossOptions MovingAverageCross { get; set; } = new();

    /// <summary>The traded contracts, with the default applied. Requires valid options.</summary>
    public ImmutableArray<Instrument> Instruments() =>
        Series.Count == 0 ? [new Instrument(Exchange.Binance, "BTCUSDT")] : [.. Series.Select(Parse).Distinct()];

    /// <summary>The strategies, with the default applied, named as in <see cref="StrategyRegistry"/>. Requires valid options.</summary>
    public ImmutableArray<string> StrategyNames() =>
        Strategies.Count == 0 ? [ChannelBounceStrategy.Name] : [.. Strategies.Select(s => StrategyRegistry.TryGetName(s, out var name) ? name : s).Distinct()];

    private static Instrument Parse(string series) =>
        Instrument.TryParse(series, out var instrument) ? instrument : throw new FormatException($"'{series}' is not an instrument.");
}
