namespace CryptoFlow.Import;

/// <summary>Splits a line into cells. Cells are separated by commas and may be quoted (RFC 4180). Blanks around a cell do not belong to it.</summary>
internal static class CsvCells
{
    /// <summary>Maximum number of cells of a line. Further cells are ignored.</summary>
    public const int Max = 64;

    /// <summary>Finds the positions of the cells. Doubled quotes in a quoted cell stay doubled, because no column name and no number contains a quote.</summary>
    /// <returns>The number of cells; -1 if a quote is not closed, or if other text than a comma follows a closing quote.</returns>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> cells)
    {
        var count = 0;
        for (var at = 0; ; at++)
        {
            at += line[at..].IndexOfAnyExcept((byte)' ', (byte)'\t') is var blanks and >= 0 ? blanks : line.Length - at;
            Range cell;
            if (at < line.Length && line[at] == (byte)'"')
            {
                var end = EndOfQuoted(line, at + 1);
                if (end < 0)
                    return -1;
                cell = (at + 1)..end;
                at = end + 1;
                at += line[at..].IndexOfAnyExcept((byte)' ', (byte)'\t') is var rest and >= 0 ? rest : line.Length - at;
                if (at < line.Length && line[at] != (byte)',')
                    return -1;
            }
            else
            {
                var length = line[at..].IndexOf((byte)',');
                var end = length < 0 ? line.Length : at + length;
                cell = at..(at + line[at..end].TrimEnd(" \t"u8).Length);
                at = end;
            }

            if (count < cells.Length)
                cells[count++] = cell;
            if (at >= line.Length)
                return count;
        }
    }

    private static int EndOfQuoted(ReadOnlySpan<byte> line, int at)
    {
        for (; at < line.Length; at++)
        {
            if (line[at] != (byte)'"')
                continue;
            if (at + 1 == line.Length || line[at + 1] != (byte)'"')
                return at;
            at++;
        }

        return -1;
    }
}
