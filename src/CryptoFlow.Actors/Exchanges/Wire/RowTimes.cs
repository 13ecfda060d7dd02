using System.Numerics;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// What the times of an answer's rows have in common: enough to tell whether the rows can be of the interval and the range that were
/// asked for. Gathered while the rows are read, one <see cref="Add"/> a row in the order of the answer.
/// </summary>
internal struct RowTimes(Interval interval)
{
    private long _previous;
    private bool _hasForeignLength;

    /// <summary>All rows, also those whose open time cannot be read.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows whose open time can be read.</summary>
    public int Readable { get; private set; }

    /// <summary>Rows that open off the interval's grid.</summary>
    public int OffGrid { get; private set; }

    /// <summary>The oldest open time, ms UTC.</summary>
    public long Oldest { get; private set; }

    /// <summary>The newest open time, ms UTC.</summary>
    public long Newest { get; private set; }

    /// <summary>The open time of the first row that is not newer than the row before it; null where all are.</summary>
    public long? NotAscending { get; private set; }

    /// <summary>The open time of the first row that is not older than the row before it; null where all are.</summary>
    public long? NotDescending { get; private set; }

    /// <summary>The largest time of which all distances between neighbouring rows are multiples, ms; 0 for fewer than two rows.</summary>
    public long Spacing { get; private set; }

    /// <summary>Rows whose close time is one interval after their open time.</summary>
    public int RightLength { get; private set; }

    /// <summary>The length of the first candle of another length, ms; 0 where there is none.</summary>
    public long ForeignLength { get; private set; }

    /// <summary>Counts one more row.</summary>
    /// <param name="openTime">Its open time, ms UTC; null where it cannot be read.</param>
    public void Add(long? openTime)
    {
        Rows++;
        if (openTime is not { } time)
            return;

        if (!interval.IsAligned(time))
            OffGrid++;
        if (Readable++ == 0)
        {
            (Oldest, Newest) = (time, time);
        }
        else
        {
            var distance = time - _previous;
            if (distance <= 0)
                NotAscending ??= time;
            if (distance >= 0)
                NotDescending ??= time;
            if (Spacing != interval.Milliseconds || distance % Spacing != 0)
                Spacing = (long)BigInteger.GreatestCommonDivisor(Spacing, distance);
            (Oldest, Newest) = (Math.Min(Oldest, time), Math.Max(Newest, time));
        }

        _previous = time;
    }

    /// <summary>Takes note of a row's close time; false where the row is no candle of the interval.</summary>
    public bool AddLength(long openTime, long closeTime)
    {
        // Wraps for absurd times, and is then no candle's length either.
        var length = unchecked(closeTime - openTime + 1);
        if (length == interval.Milliseconds)
        {
            RightLength++;
            return true;
        }

        if (!_hasForeignLength)
            (_hasForeignLength, ForeignLength) = (true, length);
        return false;
    }
}
