namespace CryptoFlow.Storage.Candles;

/// <summary>Says which state of a series a page shows.</summary>
/// <param name="DatabaseId">The identity of the database. Null if the file has none: such versions are compared with each other only.</param>
/// <param name="SeriesVersion">Counts the committed changes of the series in that database.</param>
public sealed record PageVersion(string? DatabaseId, long SeriesVersion);
