using System.Collections.Immutable;
using System.Text;

namespace CryptoFlow.Import;

/// <summary>The index of each column in the rows of a file; negative if the file does not have the column.</summary>
internal sealed record CsvColumns(
    int OpenTime, int Open, int High, int Low, int Close, int Volume, int CloseTime = -1, int TradeCount = -1, int TakerBuyVolume = -1)
{
    /// <summary>
    /// The accepted names of each column, compared without blanks, underscores and case. The least ambiguous name comes first. The names are those of Binance's
    /// archive, of Binance's documentation, and of CryptoFlow's own tables and answers.
    /// </summary>
    private static readonly ImmutableArray<(string Column, string[] Names)> Known =
    [
        ("open_time", ["opentime", "time", "timestamp"]),
        ("open", ["open"]),
        ("high", ["high"]),
        ("low", ["low"]),
        ("close", ["close"]),
        ("volume", ["volume"]),
        ("close_time", ["closetime"]),
        ("count", ["count", "numberoftrades", "tradecount", "trades"]),
        ("taker_buy_volume", ["takerbuyvolume", "takerbuybaseassetvolume", "takerbuybasevolume", "buyvolume"]),
    ];

    /// <summary>The raw columns of Binance. The first six are sufficient.</summary>
    public static CsvColumns Raw { get; } = new(0, 1, 2, 3, 4, 5, CloseTime: 6, TradeCount: 8, TakerBuyVolume: 9);

    /// <summary>The columns that every row needs, in order of their meaning.</summary>
    public ImmutableArray<(string Name, int Index)> Prices { get; } =
        [("open", Open), ("high", High), ("low", Low), ("close", Close), ("volume", Volume)];

    /// <summary>Minimum number of cells of a row.</summary>
    public int Needed { get; } = 1 + new[] { OpenTime, Open, High, Low, Close, Volume }.Max();

    /// <summary>Reads a header. The columns may have any order, and unknown columns are ignored.</summary>
    /// <returns>The columns, or the names of the missing columns.</returns>
    public static (CsvColumns? Columns, IReadOnlyList<string> Missing) OfHeader(ReadOnlySpan<byte> line, ReadOnlySpan<Range> cells)
    {
        var names = new List<string>(cells.Length);
        foreach (var cell in cells)
            names.Add(Normal(line[cell]));
        var found = Known.Select(known => known.Names.Select(name => names.IndexOf(name)).FirstOrDefault(i => i >= 0, -1)).ToArray();
        List<string> missing = [.. Known.Take(6).Where((_, i) => found[i] < 0).Select(known => known.Column)];
        return missing.Count > 0
            ? (null, missing)
            : (new CsvColumns(found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8]), missing);
    }

    private static string Normal(ReadOnlySpan<byte> name) =>
        string.Concat(Encoding.UTF8.GetString(name).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
