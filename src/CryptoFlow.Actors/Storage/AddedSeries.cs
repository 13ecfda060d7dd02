namespace CryptoFlow.Storage;

/// <summary>A series that a user has added at run time. It is collected beside the series of the configuration.</summary>
/// <param name="Series">The series.</param>
/// <param name="AddedAt">When the writer stored it, ms UTC.</param>
public sealed record AddedSeries(SeriesKey Series, long AddedAt)
{
    /// <summary>Maximum number of added series in a file. A collector requests each series in every sync, and the list of them must fit into one message.</summary>
    public const int Most = 1_000;
}
