using System.Numerics;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// A summary of the times of an answer's rows. It shows whether the rows can belong to the requested interval and range. Call <see cref="Add"/>
/// once for each row, in the order of the answer.
/// </summary>
internal struct RowTimes(Interval interval)
{
    private long _previous;
    private bool _hasForeignLength;

    /// <summary>Number of rows, including rows whose open time cannot be read.</summary>
    public int Rows { get; private set; }

    /// <summary>Number of rows whose open time can be read.</summary>
    public int Readable { get; private set; }

    /// <summary>Number of rows whose open time is off the interval's grid.</summary>
    public int OffGrid { get; private set; }

    /// <summary>The oldest open time, ms UTC.</summary>
    public long Oldest { get; private set; }

    /// <summary>The newest open time, ms UTC.</summary>
    public long Newest { get; private set; }

    /// <summary>The open time of the first row that is not newer than the row before it; null if the rows are ascending.</summary>
    public long? NotAscending { get; private set; }

    /// <summary>The open time of the first row that is not older than the row before it; null if the rows are descending.</summary>
    public long? NotDescending { get; private set; }

    /// <summary>The greatest common divisor of the distances between neighbouring rows, ms; 0 for fewer than two rows.</summary>
    public long Spacing { get; private set; }

    /// <summary>Number of rows whose close time is one interval after their open time.</summary>
    public int RightLength { get; private set; }

    /// <summary>The length of the first candle that has another length than the interval, ms; 0 if there is none.</summary>
    public long ForeignLength { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="openTime">Its open time, ms UTC; null if it cannot be read.</param>
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

    /// <summary>Adds a row's close time; false if the row is not a candle of the interval.</summary>
    public bool AddLength(long openTime, long closeTime)
    {
        // Impossible times overflow. The result is then not the length of a candle either.
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
