using System.Buffers;

namespace CryptoFlow.Simulator.Market;

/// <summary>
/// The rows of one answer, oldest first. The array is rented, because a page of 1,500 candles is a large object and a backfill asks for
/// thousands of pages.
/// </summary>
internal sealed class CandlePage(bool newestKept, int expectedRows = 1) : IDisposable
{
    private Candle[] _rows = ArrayPool<Candle>.Shared.Rent(expectedRows);

    /// <summary>Whether the page is counted back from its end; otherwise it is counted forward from its start.</summary>
    public bool NewestKept { get; } = newestKept;

    public int Count { get; private set; }

    public ReadOnlySpan<Candle> Rows => _rows.AsSpan(0, Count);

    public ref Candle this[int index] => ref _rows.AsSpan(0, Count)[index];

    public void Add(in Candle candle) => Insert(Count, candle);

    public void Insert(int index, in Candle candle)
    {
        if (Count == _rows.Length)
            Grow();
        _rows.AsSpan(index, Count - index).CopyTo(_rows.AsSpan(index + 1));
        _rows[index] = candle;
        Count++;
    }

    public void Remove(int index, int count)
    {
        _rows.AsSpan(index + count, Count - index - count).CopyTo(_rows.AsSpan(index));
        Count -= count;
    }

    public void Reverse() => _rows.AsSpan(0, Count).Reverse();

    /// <summary>Turns the candles into candles of the mark price.</summary>
    public void ToMarkPrices(FundingMarket marks, Venue venue, Instrument contract, Interval interval)
    {
        for (var i = 0; i < Count; i++)
            this[i] = marks.MarkCandle(venue, contract, interval, this[i]);
    }

    public void Dispose()
    {
        ArrayPool<Candle>.Shared.Return(_rows);
        _rows = [];
        Count = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<Candle>.Shared.Rent(_rows.Length * 2);
        Rows.CopyTo(larger);
        ArrayPool<Candle>.Shared.Return(_rows);
        _rows = larger;
    }
}
