using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;

namespace CryptoFlow.Import;

internal enum Packing
{
    Plain,
    Gzip,
    GzipOfTwo,
    Zip,
}

/// <summary>The format in which a file writes its candles.</summary>
internal sealed record CsvStyle(
    bool Raw, bool Header, bool ShuffledColumns, int UnitsPerMillisecond, bool Crlf, bool Quoted, bool Bom, bool BlankLines, bool LastLineEnds, Packing Packing, int Seed)
{
    public static CsvStyle Simple { get; } = new(true, false, false, 1, false, false, false, false, true, Packing.Plain, 0);

    public static Gen<CsvStyle> Any { get; } = Gen.Select(Gen.Bool.Array[8], Gen.Bool, Gen.Enum<Packing>(), Gen.Int[0, int.MaxValue]).Select(
        (flags, micro, packing, seed) => new CsvStyle(flags[0], flags[1], flags[2], micro ? 1000 : 1, flags[3], flags[4], flags[5], flags[6], flags[7], packing, seed));
}

/// <summary>Writes candles as CSV files in any style.</summary>
internal static class CsvText
{
    private static readonly string[] Names =
        ["open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count", "taker_buy_volume", "taker_buy_quote_volume", "ignore"];

    public static byte[] Of(IEnumerable<RawCandle> candles, CsvStyle style)
    {
        var count = style.Raw ? Names.Length : 6;
        var columns = Enumerable.Range(0, count).ToArray();
        if (style is { Header: true, ShuffledColumns: true })
            new Random(style.Seed).Shuffle(columns);
        IEnumerable<string[]> rows = candles.Select(c => Cells(c, style.UnitsPerMillisecond));
        if (style.Header)
            rows = rows.Prepend(Names);

        var end = (style.Crlf ? "\r\n" : "\n") + (style.BlankLines ? " \n" : "");
        var text = (style.Bom ? "\uFEFF" : "") + string.Join(end, rows.Select(row => string.Join(',', columns.Select(i => style.Quoted ? $" \"{row[i]}\" " : row[i]))));
        return Pack(Encoding.UTF8.GetBytes(text + (style.LastLineEnds ? end : "")), style.Packing);
    }

    /// <summary>Lines of text that end with LF.</summary>
    public static byte[] Lines(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));

    public static string Line(RawCandle candle) => string.Join(',', Cells(candle, 1));

    public static byte[] Pack(byte[] text, Packing packing)
    {
        using var packed = new MemoryStream();
        switch (packing)
        {
            case Packing.Gzip:
                Gzip(packed, text);
                break;
            case Packing.GzipOfTwo:
                Gzip(packed, text.AsSpan(0, text.Length / 3));
                Gzip(packed, text.AsSpan(text.Length / 3));
                break;
            case Packing.Zip:
                using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
                using (var entry = archive.CreateEntry("candles.csv").Open())
                    entry.Write(text);
                break;
            default:
                return text;
        }

        return packed.ToArray();
    }

    private static void Gzip(Stream to, ReadOnlySpan<byte> text)
    {
        using var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(text);
    }

    private static string[] Cells(RawCandle c, int units) =>
    [
        (c.Time * units).ToString(CultureInfo.InvariantCulture),
        c.Open,
        c.High,
        c.Low,
        c.Close,
        c.Volume,
        ((c.CloseTime * units) + units - 1).ToString(CultureInfo.InvariantCulture),
        "1.5",
        c.Trades,
        c.TakerBuy,
        "1",
        "0",
    ];
}
