namespace CryptoFlow.Import;

/// <summary>A row that is imported or rejected.</summary>
/// <param name="Number">Its number in the source: the line of a text, or the id of a database row.</param>
/// <param name="Series">The series of its candle; null if the row names no series, which is a defect.</param>
/// <param name="Candle">The candle.</param>
/// <param name="Defect">Why the row is not a closed candle of the series; null if it is.</param>
public readonly record struct ImportRow(long Number, SeriesKey? Series, Candle Candle, string? Defect);

/// <summary>The rows of one import. Read once.</summary>
public interface IImportSource
{
    /// <summary>The share of the source that has been read, 0 to 1; null if the length is not known.</summary>
    double? Share { get; }

    /// <exception cref="InvalidDataException">The source cannot be imported, or is damaged. Nothing after the damage was read.</exception>
    IAsyncEnumerable<ImportRow> ReadAsync(CancellationToken cancellation);
}
