using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CryptoFlow.Export;

/// <summary>
/// Writes funding rates as CSV: a header line, lines that end with LF, times in ms UTC, numbers with a decimal point in the shortest form that parses to the same
/// double, an empty cell for a mark price that the exchange did not send.
/// </summary>
internal sealed class CsvFundingWriter(Stream to) : IFundingWriter
{
    private bool _hasBegun;

    public async Task WriteAsync(ImmutableArray<FundingRate> rates, CancellationToken cancellation)
    {
        var text = new StringBuilder(_hasBegun ? "" : "time,rate,mark_price\n");
        _hasBegun = true;
        foreach (var rate in rates)
            text.Append(CultureInfo.InvariantCulture, $"{rate.Time},{rate.Rate},{rate.MarkPrice}\n");
        await to.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), cancellation).ConfigureAwait(false);
    }

    public Task CompleteAsync(CancellationToken cancellation) => _hasBegun ? Task.CompletedTask : WriteAsync([], cancellation);
}
