using System.Collections.Immutable;

namespace CryptoFlow.Storage.Gaps;

/// <summary>The ledger rows of one series in memory, changed only by the pure rules.</summary>
internal sealed class TestLedger(SeriesKey series)
{
    private readonly List<GapRecord> _rows = [];
    private long _lastId;

    public static GapPolicy Policy { get; } = new(ConfirmAfterAsks: 3, RetryAfter: TimeSpan.FromMinutes(5));

    public IReadOnlyList<GapRecord> Unfilled => [.. _rows.Where(r => r.Verdict != GapVerdict.Filled).OrderBy(r => r.Range.From)];

    public IReadOnlyList<GapRecord> Filled => [.. _rows.Where(r => r.Verdict == GapVerdict.Filled)];

    public GapLedgerChange Apply(GapFindings findings, long? oldestStored = null)
    {
        var change = GapLedger.Apply(series, Unfilled, findings, oldestStored);
        Assert.Equal(change.Removed.Length, _rows.RemoveAll(r => change.Removed.Contains(r.Id)));
        foreach (var row in change.Changed)
        {
            var place = _rows.FindIndex(r => r.Id == row.Id);
            Assert.NotEqual(_rows[place], row);
            _rows[place] = row;
        }

        _rows.AddRange(change.Added.Select(r => r with { Id = ++_lastId }));
        return change;
    }

    /// <summary>Searches a range: compares it with the stored candles and applies the findings.</summary>
    public GapLedgerChange Search(
        TimeRange searched,
        IEnumerable<long> stored,
        ImmutableArray<TimeRange>? asked = null,
        bool repairing = false,
        long at = 0,
        long? oldestStored = null,
        params ImmutableArray<UnreadableCandle> unreadable) =>
        Apply(
            new GapFindings(searched, GapFinder.FindMissing(series.Interval, searched, stored), asked ?? [], repairing, at, Policy) { Unreadable = unreadable },
            oldestStored);
}
