using System.Globalization;

namespace CryptoFlow.Torture.Nodes.Faults;

/// <summary>How long each fault was felt, over all rounds.</summary>
internal sealed class RecoveryTimes
{
    private readonly SortedDictionary<string, List<Recovery>> _recoveries = new(StringComparer.Ordinal);

    /// <param name="fault">The fault and the part that the node played.</param>
    /// <param name="recovery">The times.</param>
    public void Add(string fault, Recovery recovery)
    {
        if (!_recoveries.TryGetValue(fault, out var times))
            _recoveries[fault] = times = [];
        times.Add(recovery);
    }

    public IReadOnlyList<Finding> ToFindings() =>
    [
        .. _recoveries.Select(r => new Finding(
            $"{r.Key}, {r.Value.Count} times: least/median/most s",
            $"whole again {Spread(r.Value, t => t.Whole)}; no write for {Spread(r.Value, t => t.NoWrite)}; no read elsewhere for {Spread(r.Value, t => t.NoReadElsewhere)}")),
    ];

    private static string Spread(IEnumerable<Recovery> recoveries, Func<Recovery, TimeSpan> time)
    {
        double[] sorted = [.. recoveries.Select(r => time(r).TotalSeconds).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:F1}/{sorted[sorted.Length / 2]:F1}/{sorted[^1]:F1}");
    }
}

/// <summary>How long one fault was felt.</summary>
/// <param name="Whole">From the beginning of the fault until every node was ready and saw all others again.</param>
/// <param name="NoWrite">The longest time in it without an acknowledged write, at any node.</param>
/// <param name="NoReadElsewhere">The longest time in it without an answer to a read, at the nodes that the fault did not strike.</param>
internal sealed record Recovery(TimeSpan Whole, TimeSpan NoWrite, TimeSpan NoReadElsewhere);
