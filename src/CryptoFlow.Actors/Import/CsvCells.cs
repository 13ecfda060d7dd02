namespace CryptoFlow.Import;

/// <summary>The cells of a line: separated by commas, blanks around them do not count, quoted or not (RFC 4180).</summary>
internal static class CsvCells
{
    /// <summary>Cells that are looked at; what a line has beyond them is passed over.</summary>
    public const int Max = 64;

    /// <summary>Finds where the cells lie. Doubled quotes within a quoted cell stay doubled: no name or number of ours has any.</summary>
    /// <returns>How many there are, or -1 where a quote is not closed, or is followed by more than a comma.</returns>
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
