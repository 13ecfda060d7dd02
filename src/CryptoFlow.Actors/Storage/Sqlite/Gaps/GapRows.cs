using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Gaps;

/// <summary>Converts a row of the table <c>gaps</c> to a record. Used by the writer and the readers.</summary>
internal static class GapRows
{
    public const string Columns =
        "id, symbol, interval, from_time, to_time, verdict, asks, before_listing, found_at, last_asked_at, next_ask_at, resolved_at, reason";

    /// <summary>Reads the current row of a statement that selects <see cref="Columns"/>.</summary>
    public static GapRecord Read(Statement row)
    {
        if (!Instrument.TryParse(row.GetText(1), out var instrument) || !GapVerdictNames.TryParse(row.GetText(5), out var verdict))
            throw new InvalidDataException($"Row {row.GetInt64(0)} of the table gaps holds '{row.GetText(1)}' and '{row.GetText(5)}'.");

        return new GapRecord(
            row.GetInt64(0),
            new SeriesKey(instrument, new Interval((int)row.GetInt64(2))),
            new TimeRange(row.GetInt64(3), row.GetInt64(4)),
            verdict,
            (int)row.GetInt64(6),
            row.GetInt64(7) != 0,
            row.GetInt64(8),
            row.GetNullableInt64(9),
            row.GetNullableInt64(10),
            row.GetNullableInt64(11),
            row.IsNull(12) ? null : row.GetText(12));
    }
}
