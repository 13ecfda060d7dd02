using System.Globalization;

namespace CryptoFlow.Configuration;

/// <summary>Checks of the section <c>CryptoFlow:Retention</c> besides the range of its numbers.</summary>
internal static class RetentionFailures
{
    private const string Section = $"{CryptoFlowOptions.Section}:Retention";

    public static IEnumerable<string> Of(IReadOnlyDictionary<string, int> retention)
    {
        var seen = new Dictionary<Interval, string>();
        foreach (var (name, days) in retention.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (!Interval.TryParse(name, out var interval))
                yield return $"{Section}:{name} is no interval; allowed are {Interval.AllowedText}.";
            else if (!seen.TryAdd(interval, name))
                yield return $"{Section}:{name} and {Section}:{seen[interval]} are the same interval; give one of them.";
            else if (days > 0 && days < RetentionRules.LeastDaysOf(interval))
                yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:{name} is {days}; it must be at least {RetentionRules.LeastDaysOf(interval)} days, so that charts, strategies and longer intervals have candles enough.");
        }
    }
}
