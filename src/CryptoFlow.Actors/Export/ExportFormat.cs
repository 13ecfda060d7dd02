namespace CryptoFlow.Export;

/// <summary>A file format of exported candles.</summary>
public enum ExportFormat
{
    /// <summary>Text, one candle a line.</summary>
    Csv = 1,

    /// <summary>Apache Parquet.</summary>
    Parquet = 2,
}

/// <summary>The names of an <see cref="ExportFormat"/>.</summary>
public static class ExportFormats
{
    /// <summary>What <see cref="TryParse"/> accepts, as the end of a sentence.</summary>
    public const string AllowedText = "csv or parquet";

    /// <summary>Parses a name in any case.</summary>
    public static bool TryParse(string? text, out ExportFormat format)
    {
        format = text?.ToLowerInvariant() switch
        {
            "csv" => ExportFormat.Csv,
            "parquet" => ExportFormat.Parquet,
            _ => default,
        };
        return format != default;
    }

    /// <summary>The name, which is also the extension of a file: <c>csv</c>.</summary>
    public static string ToName(this ExportFormat format) => format == ExportFormat.Parquet ? "parquet" : "csv";

    /// <summary>The media type in HTTP.</summary>
    public static string ToMediaType(this ExportFormat format) =>
        format == ExportFormat.Parquet ? "application/vnd.apache.parquet" : "text/csv; charset=utf-8; header=present";

    /// <summary>Makes a writer of the format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="order">What is exported.</param>
    /// <param name="to">Receives the bytes, by asynchronous writes only. It needs no position. The writer does not close it.</param>
    public static ICandleWriter WriterTo(this ExportFormat format, ExportOrder order, Stream to) =>
        format == ExportFormat.Parquet ? new ParquetCandleWriter(order, to) : new CsvCandleWriter(order, to);
}
