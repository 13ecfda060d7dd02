using CryptoFlow.Trading;
using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Configuration;

/// <summary>What the section <c>CryptoFlow:PaperTrading</c> may hold; part of <see cref="CryptoFlowOptionsValidator"/>.</summary>
internal static class PaperTradingRules
{
    private const string Section = $"{CryptoFlowOptions.Section}:PaperTrading";

    public static IEnumerable<string> Failures(PaperTradingOptions o)
    {
        foreach (var series in o.Series.Where(s => !Instrument.TryParse(s, out _)))
            yield return $"{Section}:Series holds '{series}'; a series is {Instrument.AllowedText}.";
        foreach (var strategy in o.Strategies.Where(s => !StrategyRegistry.TryGetName(s, out _)))
            yield return $"{Section}:Strategies holds '{strategy}'; allowed are {string.Join(", ", StrategyRegistry.Names)}.";
        if (!TradingStart.TryParse(o.From, out _))
            yield return $"{Section}:From is '{o.From}'; allowed are now, history, a UTC date such as 2026-01-31, and ms UTC.";
        foreach (var failure in Ranges([.. Money(o.Money), .. ChannelBounce(o.ChannelBounce)]))
            yield return failure;
        foreach (var failure in Together(o.ChannelBounce))
            yield return failure;
    }

    private static IEnumerable<(string Key, double Value, double Min, double Max)> Money(MoneyRules o) =>
    [
        ("Money:InitialCapital", o.InitialCapital, 1, 1e9),
        ("Money:RiskFraction", o.RiskFraction, 0.0001, 1),
        ("Money:MaxLeverage", o.MaxLeverage, 0.1, 125),
        ("Money:FeeRate", o.FeeRate, 0, 0.01),
        ("Money:Tp1Share", o.Tp1Share, 0, 1),
    ];

    private static IEnumerable<(string Key, double Value, double Min, double Max)> ChannelBounce(ChannelBounceOptions o) =>
    [
        ("ChannelBounce:SwingConfirmation", o.SwingConfirmation, 1, 50),
        ("ChannelBounce:LookbackSwings", o.LookbackSwings, 1, 200),
        ("ChannelBounce:LookbackCandles", o.LookbackCandles, 1, 5000),
        ("ChannelBounce:MinWidth", o.MinWidth, 0.001, 0.5),
        ("ChannelBounce:MaxWidth", o.MaxWidth, 0.001, 0.5),
        ("ChannelBounce:BreakDistance", o.BreakDistance, 0, 0.5),
        ("ChannelBounce:TouchTolerance", o.TouchTolerance, 0, 0.1),
        ("ChannelBounce:ConfirmingTouches", o.ConfirmingTouches, 1, 100),
        ("ChannelBounce:ChoiceTolerance", o.ChoiceTolerance, 0, 0.5),
        ("ChannelBounce:EntryTolerance", o.EntryTolerance, 0, 0.1),
        ("ChannelBounce:StopDistance", o.StopDistance, 0, 0.1),
        ("ChannelBounce:TargetInset", o.TargetInset, 0, 0.1),
        ("ChannelBounce:CooldownMinutes", o.CooldownMinutes, 1, 100_000),
        ("ChannelBounce:TimeoutCandles", o.TimeoutCandles, 1, 100_000),
    ];

    /// <summary>What holds between values that are each in their range.</summary>
    private static IEnumerable<string> Together(ChannelBounceOptions o)
    {
        if (o.MinWidth > o.MaxWidth)
            yield return $"{Section}:ChannelBounce:MinWidth is {o.MinWidth}; it must not be greater than MaxWidth, which is {o.MaxWidth}.";

        // (1 + w)(1 - inset) > 1 + w/2 for a long trade; for a short one less is enough.
        var most = o.MinWidth / 2 / (1 + o.MinWidth);
        if (o.TargetInset >= most)
            yield return $"{Section}:ChannelBounce:TargetInset is {o.TargetInset}; it must be less than {most:0.######}, so that the second target lies beyond the first in a channel of MinWidth {o.MinWidth}.";
    }

    /// <summary>Not a number (NaN) is out of every range.</summary>
    private static IEnumerable<string> Ranges(IEnumerable<(string Key, double Value, double Min, double Max)> values) =>
        from v in values
        where !(v.Value >= v.Min && v.Value <= v.Max)
        select $"{Section}:{v.Key} is {v.Value}; allowed is {v.Min} to {v.Max}.";
}
