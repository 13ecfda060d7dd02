using System.Collections.Immutable;
using CryptoFlow.Verification;

namespace CryptoFlow.Collectors.Sweep;

/// <summary>The present findings of the checks of stored candles.</summary>
/// <param name="Faults">Rows that cannot be candles of their series. The sweep cannot repair them; <c>verify --repair</c> can.</param>
/// <param name="RollUps">Candles that are not the roll-up of the shorter candles, and of which one side was not compared with the exchange again yet.</param>
/// <param name="Contradictions">Candles that are not the roll-up of the shorter candles although both are stored as the exchange sends them: the exchange
/// contradicts itself.</param>
/// <param name="First">The first fault as a sentence; null if there is none.</param>
public sealed record FindingTotals(int Faults, int RollUps, int Contradictions, string? First)
{
    public static FindingTotals None { get; } = new(0, 0, 0, null);
}

/// <summary>The findings of the checks of one exchange. Not thread-safe: owned by one <see cref="SweepActor"/>.</summary>
/// <remarks>
/// The next comparison of a page replaces its findings. A wrong roll-up is found after the page of the base candles was compared. If it is still wrong after the
/// page of the longer candle was compared too, the exchange contradicts itself. That is not a fault of the database, and nobody has to act.
/// </remarks>
internal sealed class SweepFindings
{
    /// <summary>The most findings of each kind that are kept, so that memory stays bounded. More findings would not help an operator.</summary>
    private const int Most = 1_000;

    private readonly SortedDictionary<(string Series, long Time), Finding> _rows = [];
    private readonly Dictionary<(SeriesKey Series, long Time), (Finding Finding, bool Settled)> _rollUps = [];

    /// <summary>The candles of a series that are not the roll-up of the shorter candles, oldest first.</summary>
    public ImmutableArray<Finding> RollUpsOf(SeriesKey series) => [.. _rollUps.Values.Select(r => r.Finding).Where(f => f.Series == series).OrderBy(f => f.Range.From)];

    public FindingTotals Totals => _rows.Count == 0 && _rollUps.Count == 0 ? FindingTotals.None : new FindingTotals(
        _rows.Count,
        _rollUps.Values.Count(r => !r.Settled),
        _rollUps.Values.Count(r => r.Settled),
        _rows.Values.FirstOrDefault() is { } first ? $"{first.Series} at {DateTimeOffset.FromUnixTimeMilliseconds(first.Range.From):yyyy-MM-dd HH:mm} UTC: {first.Detail}" : null);

    /// <summary>Forgets the findings before the boundary of retention of a series, because no page of that time is compared again.</summary>
    /// <param name="keptFrom">The boundary, ms UTC.</param>
    public void Forget(Func<SeriesKey, long> keptFrom)
    {
        if (_rows.Count == 0 && _rollUps.Count == 0)
            return;
        foreach (var (key, _) in _rows.Where(r => r.Value.Range.From < keptFrom(r.Value.Series)).ToList())
            _rows.Remove(key);
        foreach (var key in _rollUps.Keys.Where(k => k.Time < keptFrom(k.Series)).ToList())
            _rollUps.Remove(key);
    }

    public void Replace(CheckedPage page)
    {
        foreach (var (key, _) in _rows.Where(r => r.Value.Series == page.Page.Series && page.Page.Range.Contains(r.Value.Range.From)).ToList())
            _rows.Remove(key);
        foreach (var finding in page.Rows.Take(Most - _rows.Count))
            _rows[(finding.Series.ToString(), finding.Range.From)] = finding;

        foreach (var (finding, still) in page.Again)
        {
            if (still)
                _rollUps[(finding.Series, finding.Range.From)] = (finding, Settled: true);
            else
                _rollUps.Remove((finding.Series, finding.Range.From));
        }

        if (page.RolledUp.IsEmpty)
            return;
        var found = page.RollUps.ToDictionary(f => (f.Series, f.Range.From));
        foreach (var key in _rollUps.Keys.Where(k => k.Series.Instrument == page.Page.Series.Instrument && page.RolledUp.Contains(k.Time) && !found.ContainsKey(k)).ToList())
            _rollUps.Remove(key);
        foreach (var (key, finding) in found)
        {
            if (_rollUps.TryGetValue(key, out var known) || _rollUps.Count < Most)
                _rollUps[key] = (finding, known.Settled);
        }
    }
}
