using System.Runtime.CompilerServices;

namespace CryptoFlow.Import;

/// <summary>The rows of a CSV file, which all belong to one series.</summary>
/// <param name="source">The file.</param>
/// <param name="series">The series of the candles.</param>
/// <param name="now">The present, ms UTC. A candle that ends later is not closed.</param>
public sealed class CsvRows(CsvSource source, SeriesKey series, long now) : IImportSource
{
    public double? Share => source.Length is { } length and > 0 ? (double)source.Position / length : null;

    /// <remarks>A file of another interval is refused before the 1,500th row is returned. So no page is stored before the check.</remarks>
    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var check = new IntervalCheck(series.Interval);
        var rows = 0L;
        await foreach (var row in new CandleCsv(source.Content, series, now).ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows++;
            if (rows <= IntervalCheck.Rows && row.Candle.OpenTime > 0)
                check.Add(row.Candle.OpenTime);
            if (rows == IntervalCheck.Rows)
                Refuse(check);
            yield return new ImportRow(row.Line, series, row.Candle, row.Defect);
        }

        if (rows < IntervalCheck.Rows)
            Refuse(check);
    }

    private void Refuse(IntervalCheck check)
    {
        if (check.FindDoubt() is { } doubt)
            throw new InvalidDataException($"This is no file of {series.Interval} candles: {doubt}. Is --tf right? Nothing was imported.");
    }
}
