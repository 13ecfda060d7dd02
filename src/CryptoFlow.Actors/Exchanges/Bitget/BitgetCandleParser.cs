using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// Rows of candles and history-candles: <c>data</c>, 7 texts each, ascending; [5] is the base volume, [6] the quote's;
/// no trade count, no taker volume (EXCHANGES 3.3).
/// </summary>
internal static class BitgetCandleParser
{
    private static readonly RowLayout Layout = new(Columns: 7);

    /// <summary>The payload is the envelope's <c>data</c>; a new contract may have null or an empty text there.</summary>
    public static CandleRows Read(ReadOnlyMemory<byte> payload, Interval interval) =>
        payload.Span.SequenceEqual("null"u8) || payload.Span.SequenceEqual("\"\""u8)
            ? CandleRows.None
            : CandleRows.Read(payload.Span, Layout, interval);
}
