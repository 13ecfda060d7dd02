using System.Runtime.CompilerServices;
using System.Text;
using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Import;

/// <summary>A row of a file.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Candle">What it says; its open time is 0 where that cannot be read.</param>
/// <param name="Defect">Why it is no closed candle of the series, or null where it is one.</param>
internal readonly record struct CandleRow(long Line, Candle Candle, string? Defect);

/// <summary>
/// Reads candles from CSV text: <c>open_time,open,high,low,close,volume</c>, with or without the rest of Binance's raw columns, or with a header line in
/// any order. A line that cannot be a candle is a row with its defect; the others are not touched by it.
/// </summary>
/// <remarks>
/// A header counts wherever it stands, so that files can be put one behind the other. Not a general CSV library: those take a stray quote's row to
/// the end of the file, and give text that would have to be parsed in another way than an exchange's bytes (<see cref="CandleNumbers"/>).
/// </remarks>
/// <param name="text">The text.</param>
/// <param name="series">Whose candles they are.</param>
/// <param name="now">What closes later has not closed yet, ms UTC.</param>
internal sealed class CandleCsv(Stream text, SeriesKey series, long now)
{
    private const int QuotedCharacters = 60;

    private readonly CsvLines _lines = new(text);
    private CsvColumns? _columns;

    /// <exception cref="InvalidDataException">The first line is neither a row nor a header, or the packed text is damaged.</exception>
    public async IAsyncEnumerable<CandleRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _lines.MoveNextAsync(cancellation).ConfigureAwait(false))
        {
            if (Read(_lines.Current) is { } row)
                yield return row;
        }
    }

    /// <summary>The line as a row; null for a blank line and a header.</summary>
    private CandleRow? Read(ReadOnlySpan<byte> line)
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
        var defect = ReadCandle(line, cells, _columns, out var candle) ?? candle.FindDefect(series.Interval) ?? FindOpen(candle);
        return new CandleRow(_lines.Number, candle, defect);
    }

    /// <summary>Whether the cell begins a row; a number does, also where it is no possible time.</summary>
    private static bool IsTime(ReadOnlySpan<byte> cell) => JsonRead.TryLong(cell, out _) || CsvTime.TryRead(cell, out _, out _);

    /// <exception cref="InvalidDataException">It is the first line, and no row either.</exception>
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

    /// <summary>The row's values, or what is wrong with their text.</summary>
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

    /// <summary>Only Binance's candles are stored with trade count and taker volume; what another venue's file says of them is passed over.</summary>
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

    private string? FindOpen(in Candle candle) =>
        candle.OpenTime > now ? "the open time is in the future"
        : candle.OpenTime + series.Interval.Milliseconds > now ? "the candle has not closed yet"
        : null;

    private CandleRow Rejected(Candle candle, string defect) => new(_lines.Number, candle, defect);

    /// <summary>Empty where the row has none.</summary>
    private static ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells, int index) =>
        index >= 0 && index < cells.Length ? line[cells[index]] : default;

    /// <summary>As much of a line as helps to recognise it; what a terminal would act on is not shown.</summary>
    private static string Quote(ReadOnlySpan<byte> line)
    {
        var text = string.Concat(Encoding.UTF8.GetString(line[..Math.Min(line.Length, QuotedCharacters)]).Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= QuotedCharacters ? $"'{text}'" : $"'{text}…'";
    }
}
