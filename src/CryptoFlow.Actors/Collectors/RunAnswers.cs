using System.Collections.Immutable;
using CryptoFlow.Storage.Gaps;

namespace CryptoFlow.Collectors;

/// <summary>
/// The ranges for which the exchange has answered in a run. Not thread-safe: owned by one <see cref="BackfillJob"/>, whose stream delivers
/// outcomes one at a time.
/// </summary>
internal sealed class RunAnswers
{
    private readonly Dictionary<SeriesKey, OfSeries> _bySeries = [];

    /// <summary>Adds an answer. Only an ask (<see cref="PageOutcome.IsAsk"/>) proves anything about missing candles.</summary>
    public void Add(PageOutcome outcome)
    {
        if (outcome.Asked.IsEmpty)
            return;
        var answers = Of(outcome.Page.Series);
        if (!outcome.IsAsk)
        {
            answers.Doubtful.Add(outcome.Asked);
            return;
        }

        answers.Asked.Add(outcome.Asked);
        foreach (var row in outcome.Rejected)
            answers.Unreadable[row.OpenTime!.Value] = row.Reason;
    }

    /// <summary>Adds a range that another answer of the same series has proved.</summary>
    public void Add(SeriesKey series, TimeRange asked) => Of(series).Asked.Add(asked);

    /// <summary>The ranges that asks cover, ascending and disjoint.</summary>
    public ImmutableArray<TimeRange> AskedOf(SeriesKey series) =>
        _bySeries.TryGetValue(series, out var answers) ? TimeRanges.Union(answers.Asked) : [];

    /// <summary>The ranges that all answers cover, asks or not, ascending and disjoint.</summary>
    public ImmutableArray<TimeRange> AnsweredOf(SeriesKey series) =>
        _bySeries.TryGetValue(series, out var answers) ? TimeRanges.Union(answers.Asked.Concat(answers.Doubtful)) : [];

    /// <summary>The open times of rows that cannot be candles, ascending.</summary>
    public ImmutableArray<UnreadableCandle> UnreadableOf(SeriesKey series) =>
        _bySeries.TryGetValue(series, out var answers) ? [.. answers.Unreadable.Select(u => new UnreadableCandle(u.Key, u.Value))] : [];

    private OfSeries Of(SeriesKey series)
    {
        if (!_bySeries.TryGetValue(series, out var answers))
            _bySeries[series] = answers = new OfSeries();
        return answers;
    }

    private sealed class OfSeries
    {
        public List<TimeRange> Asked { get; } = [];

        public List<TimeRange> Doubtful { get; } = [];

        public SortedDictionary<long, string> Unreadable { get; } = [];
    }
}
