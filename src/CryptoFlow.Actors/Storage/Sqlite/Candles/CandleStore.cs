using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>What storing a page changed. <paramref name="Replaced"/> holds the former values of the updated candles; null if there are none.</summary>
internal readonly record struct StoredPage(int Inserted, int Updated, ImmutableArray<Candle> Changed, List<Candle>? Replaced);

/// <summary>
/// Writes candles of one interval. Reads the stored candles of the page's time range in one pass over the key, then inserts the missing candles and
/// updates those that differ. A page that changes nothing writes no row and no WAL frame. The statements are prepared, for a single row and bound by position:
/// they are faster than one multi-row statement (Storage/DESIGN.md, Rules, 11), and they tell new candles from changed candles.
/// </summary>
/// <remarks>
/// Runs in the caller's write transaction, so nothing changes between the read and the write. An imported candle without taker volume and trade count
/// does not replace a stored candle of the same prices and volume. Otherwise the import of a file with six columns would erase the collected taker volumes and trade
/// counts.
/// </remarks>
internal sealed class CandleStore
{
    private readonly long _step;
    private readonly long _near;
    private readonly Statement _stretch;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _one;
    private readonly Statement _delete;
    private readonly Statement _between;
    private readonly Statement _endOfOldest;
    private readonly Statement _oldestFrom;
    private readonly Statement _deleteBefore;

    /// <summary>The stored candles of the current time range. A buffer that is reused for each range.</summary>
    private readonly List<Candle> _stored = [];

    public CandleStore(StorageConnection connection, Interval interval)
    {
        var table = CandleTables.NameOf(interval);
        _step = interval.Milliseconds;
        _near = 2 * _step;
        _stretch = connection.Prepare($"SELECT {CandleTables.Columns} FROM {table} WHERE symbol = ?1 AND time BETWEEN ?2 AND ?3 ORDER BY time");
        _insert = connection.Prepare($"INSERT INTO {table} (symbol, {CandleTables.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _update = connection.Prepare($"""
            UPDATE {table} SET open = ?3, high = ?4, low = ?5, close = ?6, volume = ?7, buy_volume = ?8, sell_volume = ?9, delta = ?10, trade_count = ?11
            WHERE symbol = ?1 AND time = ?2
            """);
        _one = connection.Prepare($"SELECT {CandleTables.Columns} FROM {table} WHERE symbol = ?1 AND time = ?2");
        _delete = connection.Prepare($"DELETE FROM {table} WHERE symbol = ?1 AND time = ?2");
        _between = connection.Prepare($"SELECT 1 FROM {table} WHERE symbol = ?1 AND time > ?2 AND time < ?3 LIMIT 1");
        _endOfOldest = connection.Prepare($"SELECT time FROM {table} WHERE symbol = ?1 AND time < ?2 ORDER BY time LIMIT 1 OFFSET ?3");
        _oldestFrom = connection.Prepare($"SELECT min(time) FROM {table} WHERE symbol = ?1 AND time >= ?2");
        _deleteBefore = connection.Prepare($"DELETE FROM {table} WHERE symbol = ?1 AND time < ?2");
    }

    /// <summary>
    /// The end of the oldest <paramref name="most"/> candles before a time: the open time of the next candle, or the time itself if there are no more.
    /// </summary>
    public long EndOfOldest(string symbol, long before, int most)
    {
        _endOfOldest.Bind(1, symbol).Bind(2, before).Bind(3, most);
        var end = _endOfOldest.Step() ? _endOfOldest.GetInt64(0) : before;
        _endOfOldest.Reset();
        return end;
    }

    /// <summary>Open time of the oldest candle from a time on, ms UTC; null if there is none.</summary>
    public long? OldestFrom(string symbol, long from)
    {
        _oldestFrom.Bind(1, symbol).Bind(2, from).Step();
        var oldest = _oldestFrom.GetNullableInt64(0);
        _oldestFrom.Reset();
        return oldest;
    }

    /// <summary>
    /// Deletes the candles before a time in the caller's transaction: one range of the key. The trigger of the table corrects the count of the series.
    /// </summary>
    /// <returns>Number of deleted candles.</returns>
    public int DeleteBefore(string symbol, long before) => _deleteBefore.Bind(1, symbol).Bind(2, before).Run();

    /// <summary>Deletes candles in the caller's transaction. The trigger of the table corrects the counts of the series.</summary>
    /// <returns>The deleted candles.</returns>
    public List<Candle> Delete(string symbol, ImmutableArray<long> openTimes)
    {
        var deleted = new List<Candle>();
        foreach (var time in openTimes)
        {
            _one.Bind(1, symbol).Bind(2, time);
            if (_one.Step())
                deleted.Add(CandleRow.Read(_one));
            _one.Reset();
            _delete.Bind(1, symbol).Bind(2, time).Run();
        }

        return deleted;
    }

    /// <summary>
    /// The smallest number of ranges of open times that contain all of these deleted rows and no remaining row, ascending. To be called in the transaction of the
    /// deletion.
    /// </summary>
    /// <param name="symbol">The symbol of the series.</param>
    /// <param name="gone">The open times of the deleted rows, ascending, not empty. They need not be on the grid.</param>
    public ImmutableArray<TimeRange> Emptied(string symbol, ImmutableArray<long> gone)
    {
        // Nearly all deletions leave no row between their first and their last row.
        var isOne = !HasRowBetween(symbol, gone[0], gone[^1]);
        var ranges = ImmutableArray.CreateBuilder<TimeRange>();
        for (var first = 0; first < gone.Length;)
        {
            var end = isOne ? gone.Length : first + 1;
            while (end < gone.Length && !HasRowBetween(symbol, gone[end - 1], gone[end]))
                end++;
            var last = gone[end - 1];
            ranges.Add(new TimeRange(gone[first], last + (HasRowBetween(symbol, last, last + _step) ? 1 : _step)));
            first = end;
        }

        return ranges.ToImmutable();
    }

    private bool HasRowBetween(string symbol, long after, long before)
    {
        var found = _between.Bind(1, symbol).Bind(2, after).Bind(3, before).Step();
        _between.Reset();
        return found;
    }

    /// <summary>Stores a page of ascending candles in the caller's transaction.</summary>
    /// <param name="symbol">The symbol of the series.</param>
    /// <param name="candles">The candles.</param>
    /// <param name="mayLackTaker">True if zeros may mean that the sender does not know the taker values, as in an imported file.</param>
    public StoredPage Store(string symbol, ImmutableArray<Candle> candles, bool mayLackTaker)
    {
        var inserted = 0;
        var updated = 0;
        List<Candle>? replaced = null;

        // Stays null while every candle is new or changed, as in most backfill pages. The page itself is then the result, without a copy.
        ImmutableArray<Candle>.Builder? changed = null;
        _stretch.Bind(1, symbol);
        _insert.Bind(1, symbol);
        _update.Bind(1, symbol);
        for (var next = 0; next < candles.Length;)
        {
            var end = EndOfStretch(candles, next);
            var stored = StoredBetween(candles[next].OpenTime, candles[end - 1].OpenTime);
            for (; next < end; next++)
            {
                ref readonly var candle = ref candles.ItemRef(next);
                while (!stored.IsEmpty && stored[0].OpenTime < candle.OpenTime)
                    stored = stored[1..];
                if (stored.IsEmpty || stored[0].OpenTime > candle.OpenTime)
                {
                    CandleRow.Bind(_insert, candle).Run();
                    inserted++;
                }
                else if (IsOther(candle, stored[0], mayLackTaker))
                {
                    (replaced ??= []).Add(stored[0]);
                    CandleRow.Bind(_update, candle).Run();
                    updated++;
                }
                else
                {
                    changed ??= Copy(candles.AsSpan(0, next));
                    continue;
                }

                changed?.Add(candle);
            }
        }

        return new StoredPage(inserted, updated, changed is null ? candles : changed.ToImmutable(), replaced);
    }

    /// <summary>The end of a run of candles that lie so close together that one range query costs less than a look-up for each candle.</summary>
    private int EndOfStretch(ImmutableArray<Candle> candles, int from)
    {
        var end = from + 1;
        while (end < candles.Length && candles[end].OpenTime - candles[end - 1].OpenTime <= _near)
            end++;
        return end;
    }

    private ReadOnlySpan<Candle> StoredBetween(long first, long last)
    {
        _stored.Clear();
        _stretch.Bind(2, first).Bind(3, last);
        while (_stretch.Step())
            _stored.Add(CandleRow.Read(_stretch));
        _stretch.Reset();
        return CollectionsMarshal.AsSpan(_stored);
    }

    /// <summary>True if the candle differs from the stored candle.</summary>
    private static bool IsOther(in Candle candle, in Candle stored, bool mayLackTaker) => !mayLackTaker || HasTaker(candle)
        ? candle != stored
        : (candle.Open, candle.High, candle.Low, candle.Close, candle.Volume) != (stored.Open, stored.High, stored.Low, stored.Close, stored.Volume);

    private static bool HasTaker(in Candle candle) => candle is not { BuyVolume: 0, SellVolume: 0, Delta: 0, TradeCount: 0 };

    private static ImmutableArray<Candle>.Builder Copy(ReadOnlySpan<Candle> candles)
    {
        var copy = ImmutableArray.CreateBuilder<Candle>();
        copy.AddRange(candles);
        return copy;
    }
}
