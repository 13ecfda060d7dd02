using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>
/// Rows of /v5/market/kline: <c>result.list</c>, 7 strings per row, descending; the first row is the forming candle. No trade count and no
/// taker volume (docs/exchanges.md, Bybit).
/// </summary>
internal static class BybitCandleParser
{
    private static readonly RowLayout Layout = new(Columns: 7);

    /// <summary>The payload is the envelope's <c>result</c>.</summary>
    public static CandleRows Read(ReadOnlyMemory<byte> payload, Interval interval) =>
        CandleRows.Read(JsonRead.Property(payload, "list").Span, Layout, interval);
}
