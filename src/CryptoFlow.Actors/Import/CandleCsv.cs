using System.Runtime.CompilerServices;
using System.Text;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Import;

/// <summary>A row of a file.</summary>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Candle">The candle of the row. Its open time is 0 if the row's open time cannot be parsed.</param>
/// <param name="Defect">Why the row is not a closed candle of the series; null if it is.</param>
internal readonly record struct CsvRow(long Line, Candle Candle, string? Defect);

/// <summary>
/// Reads candles from CSV text. The columns are <c>open_time,open,high,low,close,volume</c>, with or without the other raw columns of Binance, or a header line
/// names them in any order. A line that is not a valid candle becomes a row with a defect, and does not affect other lines.
/// </summary>
/// <remarks>
/// A header may be at any line, so files can be concatenated. A general CSV library is not used for two reasons. After a stray quote it reads the rest of the file
/// as one row. And it returns strings, which would need another number parser than the bytes of an exchange (<see cref="CandleNumbers"/>).
/// </remarks>
/// <param name="text">The text.</param>
/// <param name="series">The series of the candles.</param>
/// <param name="now">The present, ms UTC. A candle that ends later is not closed.</param>
internal sealed class CandleCsv(Stream text, SeriesKey series, long now)
{
    private const int QuotedCharacters = 60;

    private readonly CsvLines _lines = new(text);
    private CsvColumns? _columns;

    /// <exception cref="InvalidDataException">The first line is neither a row nor a header, or the compressed text is damaged.</exception>
    public async IAsyncEnumerable<CsvRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _lines.MoveNextAsync(cancellation).ConfigureAwait(false))
        {
            if (Read(_lines.Current) is { } row)
                yield return row;
        }
    }

    /// <summary>Parses the current line; null for a blank line or a header.</summary>
    private CsvRow? Read(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return null;

        Span<Range> all = stackalloc Range[CsvCells.Max];
        var count = _lines.IsTooLong ? -1 : CsvCells.Split(line, all);
        if (count < 0)
        {
            var reason = _lines.IsTooLong ? $"longer than {CsvLines.MaxBytes / 1024} KB" : "a quote is not closed";
            return _columns is null ? throw new InvalidDataException($"Line {_lines.Number} is no row of a CSV file: {reason}.") : Rejected(default, reason);
        }

        var cells = all[..count];
        var timeAt = _columns?.OpenTime ?? 0;
        if ((timeAt >= count || !IsTime(line[cells[timeAt]])) && IsHeader(line, cells))
            return null;
        _columns ??= CsvColumns.Raw;
        var defect = ReadCandle(line, cells, _columns, out var candle) ?? candle.FindDefect(series.Interval) ?? ClosedCandles.FindOpen(candle, series.Interval, now);
        return new CsvRow(_lines.Number, candle, defect);
    }

    /// <summary>True if the first cell belongs to a row, not to a header. A number always belongs to a row, even if it is not a valid time.</summary>
    private static bool IsTime(ReadOnlySpan<byte> cell) => JsonRead.TryLong(cell, out _) || CsvTime.TryRead(cell, out _, out _);

    /// <exception cref="InvalidDataException">The first line is neither a header nor a row.</exception>
    private bool IsHeader(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells)
    {
        var (columns, missing) = CsvColumns.OfHeader(line, cells);
        if (columns is null && _columns is null)
        {
            throw new InvalidDataException(
                $"Line {_lines.Number} is neither a row (open_time,open,high,low,close,volume,…) nor a header, which would have to name {string.Join(", ", missing)}: {Quote(line)}");
        }

        _columns = columns ?? _columns;
        return columns is not null;
    }

    /// <summary>Parses the values of a row, or returns what is wrong with their text.</summary>
    private string? ReadCandle(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, CsvColumns columns, out Candle candle)
    {
        candle = default;
        if (cells.Length < columns.Needed)
            return $"{cells.Length} columns instead of at least {columns.Needed}";
        if (!CsvTime.TryRead(line[cells[columns.OpenTime]], out var openTime, out var isWhole))
            return $"open time is no {CsvTime.AllowedText}";
        candle = candle with { OpenTime = openTime };
        if (!isWhole)
            return "open time is off the grid";

        Span<double> values = stackalloc double[5];
        for (var i = 0; i < values.Length; i++)
        {
            var (name, index) = columns.Prices[i];
            if (!CandleNumbers.TryDouble(line[cells[index]], out values[i]))
                return $"{name} is not a number";
        }

        candle = new Candle(openTime, values[0], values[1], values[2], values[3], values[4], 0, 0, 0, 0);
        if (Cell(line, cells, columns.CloseTime) is { IsEmpty: false } closeTime
            && (!CsvTime.TryRead(closeTime, out var close, out _) || close < openTime || close > openTime + series.Interval.Milliseconds))
            return $"close time (column {columns.CloseTime + 1}) is not within {series.Interval} of the open time";
        return series.Exchange == Exchange.Binance ? ReadTaker(line, cells, columns, ref candle) : null;
    }

    /// <summary>Only candles of Binance are stored with trade count and taker volume. For other exchanges these columns are ignored.</summary>
    private static string? ReadTaker(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, CsvColumns columns, ref Candle candle)
    {
        if (Cell(line, cells, columns.TradeCount) is { IsEmpty: false } count)
        {
            if (!CandleNumbers.TryCount(count, out var trades))
                return "trade count is not a whole number";
            candle = candle with { TradeCount = trades };
        }

        return Cell(line, cells, columns.TakerBuyVolume) is not { IsEmpty: false } buy || CandleNumbers.TrySplit(line[cells[columns.Volume]], buy, ref candle)
            ? null
            : "volume or taker buy volume is not a decimal number";
    }

    private CsvRow Rejected(Candle candle, string defect) => new(_lines.Number, candle, defect);

    /// <summary>The cell of a column; empty if the row has no such cell.</summary>
    private static ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, int index) =>
        index >= 0 && index < cells.Length ? line[cells[index]] : default;

    /// <summary>The beginning of a line, for a message. Control characters become '?', because a terminal would act on them.</summary>
    private static string Quote(ReadOnlySpan<byte> line)
    {
        var text = string.Concat(Encoding.UTF8.GetString(line[..Math.Min(line.Length, QuotedCharacters)]).Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= QuotedCharacters ? $"'{text}'" : $"'{text}…'";
    }
}
