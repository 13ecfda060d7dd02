using System.Collections.Immutable;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using static CryptoFlow.Cluster.Forming.FormingProtocol;

namespace CryptoFlow.Cluster.Forming;

/// <summary>
/// Finds the forming candles of this node that have changed since the last message. Values between two messages are never sent. No side effects except its own state.
/// </summary>
/// <param name="board">The forming candles of this node's own streams.</param>
internal sealed class FormingChanges(FormingBoard board)
{
    private readonly Dictionary<SeriesKey, FormingCandle> _told = [];
    private int _untilComplete;

    /// <summary>Makes the next message about all series complete.</summary>
    public void Renew() => _untilComplete = 0;

    /// <summary>The changes of some series: a message for each exchange that has a change.</summary>
    public ImmutableArray<FormingShown> Of(IReadOnlyCollection<SeriesKey> series)
    {
        var shown = new List<ShownCandle>();
        var gone = new List<SeriesKey>();
        foreach (var key in series)
        {
            var now = board.Find(key);
            var told = _told.GetValueOrDefault(key);
            if (now is null && told is not null && _told.Remove(key))
                gone.Add(key);
            else if (now is not null && !ReferenceEquals(now, told))
                shown.Add(Tell(key, now));
        }

        return
        [
            .. shown.Select(s => s.Series.Exchange).Concat(gone.Select(s => s.Exchange)).Distinct().Select(exchange => new FormingShown(
                exchange, IsComplete: false, [.. shown.Where(s => s.Series.Exchange == exchange)], [.. gone.Where(s => s.Exchange == exchange)])),
        ];
    }

    /// <summary>The changes of all series: a message for each exchange of which this node has, or had, forming candles.</summary>
    public ImmutableArray<FormingShown> OfAll()
    {
        var isComplete = _untilComplete == 0;
        _untilComplete = isComplete ? CompleteEvery - 1 : _untilComplete - 1;
        var now = board.All.ToLookup(f => f.Key.Exchange);
        var gone = _told.Keys.Where(key => board.Find(key) is null).ToLookup(key => key.Exchange);
        var messages = ImmutableArray.CreateBuilder<FormingShown>();
        foreach (var exchange in ExchangeNames.All.Where(e => now.Contains(e) || gone.Contains(e)))
        {
            foreach (var key in gone[exchange])
                _told.Remove(key);
            messages.Add(new FormingShown(
                exchange,
                isComplete,
                [.. now[exchange].Where(f => isComplete || !ReferenceEquals(f.Value, _told.GetValueOrDefault(f.Key))).Select(f => Tell(f.Key, f.Value))],
                [.. gone[exchange]]));
        }

        return messages.ToImmutable();
    }

    private ShownCandle Tell(SeriesKey series, FormingCandle forming)
    {
        _told[series] = forming;
        return new ShownCandle(series, forming);
    }
}
