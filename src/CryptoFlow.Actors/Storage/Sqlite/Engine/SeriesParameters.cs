namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>The parameters that nearly all statements about a series begin with.</summary>
internal static class SeriesParameters
{
    /// <summary>Binds the symbol to ?1 and the interval in minutes to ?2.</summary>
    public static Statement BindSeries(this Statement statement, SeriesKey series) =>
        statement.Bind(1, series.Instrument.StorageKey).Bind(2, series.Interval.Minutes);
}
