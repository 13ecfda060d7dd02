namespace CryptoFlow.Market;

/// <summary>A half-open range of open times, [<paramref name="From"/>, <paramref name="To"/>), in ms UTC.</summary>
public readonly record struct TimeRange(long From, long To)
{
    public bool IsEmpty => To <= From;

    public bool Contains(long time) => time >= From && time < To;

    /// <summary>Number of candles of an interval that open in this range. Both ends must be on the interval's grid.</summary>
    public long Count(Interval interval) => IsEmpty ? 0 : (To - From) / interval.Milliseconds;

    /// <summary>The common part, possibly empty.</summary>
    public TimeRange Intersect(TimeRange other) => new(Math.Max(From, other.From), Math.Min(To, other.To));

    public bool Overlaps(TimeRange other) => !Intersect(other).IsEmpty;

    public override string ToString() => $"[{From}, {To})";
}
