namespace CryptoFlow.Verification;

/// <summary>The kinds of faults of stored candles.</summary>
public enum FindingKind
{
    /// <summary>Candles are missing between two stored candles, and the gap ledger does not have this range.</summary>
    Hole,

    /// <summary>A row whose open time is not on the grid of its interval.</summary>
    OffGrid,

    /// <summary>A candle with impossible values: see <see cref="Candle.FindDefect"/> and <see cref="Candle.FindSplitDefect"/>.</summary>
    Impossible,

    /// <summary>The recorded count of a series is not the number of its rows.</summary>
    Count,

    /// <summary>A candle is not the roll-up of the shorter candles of its span.</summary>
    RollUp,

    /// <summary>A stored candle has other values than the exchange sends.</summary>
    Differs,

    /// <summary>The exchange has a candle that is not stored.</summary>
    Missing,

    /// <summary>A candle is stored that the exchange does not have.</summary>
    NotAtExchange,

    /// <summary>A candle is not the roll-up of its shorter candles, and all of them are stored as the exchange sends them. Nothing can be repaired.</summary>
    ExchangeContradictsItself,
}

/// <summary>The words for kinds in the output of <c>verify</c> and in the API.</summary>
public static class FindingKindNames
{
    public static string ToName(this FindingKind kind) => kind switch
    {
        FindingKind.Hole => "hole",
        FindingKind.OffGrid => "off_grid",
        FindingKind.Impossible => "impossible",
        FindingKind.Count => "count",
        FindingKind.RollUp => "roll_up",
        FindingKind.Differs => "differs",
        FindingKind.Missing => "missing",
        FindingKind.NotAtExchange => "not_at_exchange",
        FindingKind.ExchangeContradictsItself => "exchange_contradicts_itself",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind."),
    };

    /// <summary>True if the stored candles are wrong. If an exchange contradicts itself, the stored candles are not wrong.</summary>
    public static bool IsFault(this FindingKind kind) => kind != FindingKind.ExchangeContradictsItself;
}

/// <summary>One fault of the stored candles.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Series">The series.</param>
/// <param name="Range">The open times concerned, ms UTC; of one row that is off the grid, one ms.</param>
/// <param name="Detail">The values, as the end of a sentence.</param>
public sealed record Finding(FindingKind Kind, SeriesKey Series, TimeRange Range, string Detail)
{
    internal static Finding At(FindingKind kind, SeriesKey series, long openTime, string detail) =>
        new(kind, series, new TimeRange(openTime, openTime + (series.Interval.IsAligned(openTime) ? series.Interval.Milliseconds : 1)), detail);
}
