using System.Collections.Immutable;

namespace CryptoFlow.Verification;

/// <summary>
/// Collects findings and removes those that report the same fault twice. Each open time of a series has at most one finding. If the candles of a wrong roll-up were
/// compared with the exchange, the comparison has either found the cause, which is reported instead, or the exchange contradicts itself.
/// </summary>
public sealed class FindingBook
{
    private readonly Dictionary<(SeriesKey Series, long Time), Finding> _local = [];
    private readonly List<Finding> _holes = [];
    private readonly List<Finding> _counts = [];
    private readonly List<(Finding Finding, SeriesKey Base)> _rollUps = [];
    private readonly Dictionary<SeriesKey, SortedDictionary<long, Finding>> _exchange = [];
    private readonly Dictionary<SeriesKey, List<TimeRange>> _compared = [];

    /// <summary>Adds a finding about one series, from a scan or a count.</summary>
    public void Add(Finding finding)
    {
        if (finding.Kind == FindingKind.Hole)
            _holes.Add(finding);
        else if (finding.Kind == FindingKind.Count)
            _counts.Add(finding);
        else
            _local[(finding.Series, finding.Range.From)] = finding;
    }

    /// <summary>Adds a candle that differs from the roll-up of its base candles.</summary>
    public void AddRollUp(Finding finding, Interval baseInterval) => _rollUps.Add((finding, finding.Series with { Interval = baseInterval }));

    /// <summary>Adds the comparison of a range with the exchange.</summary>
    public void AddCompared(SeriesKey series, TimeRange range, IEnumerable<Finding> findings)
    {
        if (!_compared.TryGetValue(series, out var ranges))
            _compared[series] = ranges = [];
        ranges.Add(range);
        if (!_exchange.TryGetValue(series, out var bySeries))
            _exchange[series] = bySeries = [];
        foreach (var finding in findings)
            bySeries[finding.Range.From] = finding;
    }

    /// <summary>
    /// The ranges of a series with findings, for a repair, which fetches only these ranges. A wrong roll-up adds its range to the longer series and to the base
    /// series.
    /// </summary>
    public ImmutableArray<TimeRange> RangesOf(SeriesKey series) => TimeRanges.Union(
        _local.Values.Concat(_holes).Where(f => f.Series == series).Select(f => f.Range)
            .Concat(_rollUps.Where(r => r.Finding.Series == series || r.Base == series).Select(r => r.Finding.Range)));

    /// <summary>The findings, each fault once, by series and time.</summary>
    public ImmutableArray<Finding> Settle()
    {
        var compared = _compared.ToDictionary(c => c.Key, c => TimeRanges.Union(c.Value));
        var settled = new List<Finding>(_counts);
        settled.AddRange(_holes);
        settled.AddRange(_local.Values);
        var holes = _holes.GroupBy(h => h.Series).ToDictionary(g => g.Key, g => TimeRanges.Union(g.Select(h => h.Range)));
        foreach (var (series, findings) in _exchange)
        {
            settled.AddRange(findings.Values.Where(f => !_local.ContainsKey((series, f.Range.From))
                && !(f.Kind == FindingKind.Missing && holes.TryGetValue(series, out var known) && known.Any(h => h.Contains(f.Range.From)))));
        }

        foreach (var (finding, of) in _rollUps.Where(r => !_local.ContainsKey((r.Finding.Series, r.Finding.Range.From))))
        {
            var isCompared = IsWithin(compared, finding.Series, finding.Range) && IsWithin(compared, of, finding.Range);
            if (!isCompared)
                settled.Add(finding);
            else if (!HasCause(finding.Series, finding.Range) && !HasCause(of, finding.Range))
                settled.Add(finding with { Kind = FindingKind.ExchangeContradictsItself });
        }

        return [.. settled
            .OrderBy(f => f.Series.Instrument.StorageKey, StringComparer.Ordinal)
            .ThenBy(f => f.Series.Interval)
            .ThenBy(f => f.Range.From)];
    }

    private bool HasCause(SeriesKey series, TimeRange range) => _exchange[series].Values.Any(f => f.Range.Overlaps(range));

    private static bool IsWithin(Dictionary<SeriesKey, ImmutableArray<TimeRange>> compared, SeriesKey series, TimeRange range) =>
        compared.TryGetValue(series, out var ranges) && ranges.Any(r => r.From <= range.From && r.To >= range.To);
}
