using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// Rows of candles and history-candles: <c>data</c>, 7 strings per row, ascending; [5] is the base volume, [6] the quote volume; no trade count
/// and no taker volume (docs/exchanges.md, Bitget).
/// </summary>
internal static class BitgetCandleParser
{
    private static readonly RowLayout Layout = new(Columns: 7);

    /// <summary>The payload is the envelope's <c>data</c>. For a new contract it may be null or an empty string.</summary>
    public static CandleRows Read(ReadOnlyMemory<byte> payload, Interval interval) =>
        payload.Span.SequenceEqual("null"u8) || payload.Span.SequenceEqual("\"\""u8)
            ? CandleRows.None
            : CandleRows.Read(payload.Span, Layout, interval);
}
