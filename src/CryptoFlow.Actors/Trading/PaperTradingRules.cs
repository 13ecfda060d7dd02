using CryptoFlow.Trading.Live;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Trading;

/// <summary>Checks of the section <c>CryptoFlow:PaperTrading</c> besides the ranges of its numbers.</summary>
internal static class PaperTradingRules
{
    private const string Section = "CryptoFlow:PaperTrading";

    public static IEnumerable<string> Failures(PaperTradingOptions o)
    {
        foreach (var series in o.Series.Where(s => !Instrument.TryParse(s, out _)))
            yield return $"{Section}:Series holds '{series}'; a series is {Instrument.AllowedText}.";
        foreach (var strategy in o.Strategies.Where(s => !StrategyRegistry.TryGetName(s, out _)))
            yield return $"{Section}:Strategies holds '{strategy}'; allowed are {string.Join(", ", StrategyRegistry.Names)}.";
        if (!TradingStart.TryParse(o.From, out _))
            yield return $"{Section}:From is '{o.From}'; it is now, history, or {UtcTime.AllowedText}; the latest is 2100-01-01.";
        foreach (var failure in Together(o.ChannelBounce))
            yield return failure;
        if (o.MovingAverageCross.Fast >= o.MovingAverageCross.Slow)
            yield return $"{Section}:MovingAverageCross:Fast is {o.MovingAverageCross.Fast}; it must be less than Slow, which is {o.MovingAverageCross.Slow}.";
    }

    /// <summary>Rules between several values. Each value is already known to be in its range.</summary>
    private static IEnumerable<string> Together(ChannelBounceOptions o)
    {
        if (o.MinWidth > o.MaxWidth)
            yield return $"{Section}:ChannelBounce:MinWidth is {o.MinWidth}; it must not be greater than MaxWidth, which is {o.MaxWidth}.";

        // A long trade needs (1 + w)(1 - inset) > 1 + w/2. The condition of a short trade is weaker.
        var most = o.MinWidth / 2 / (1 + o.MinWidth);
        if (o.TargetInset >= most)
            yield return $"{Section}:ChannelBounce:TargetInset is {o.TargetInset}; it must be less than {most:0.######}, so that the second target lies beyond the first in a channel of MinWidth {o.MinWidth}.";
    }
}
