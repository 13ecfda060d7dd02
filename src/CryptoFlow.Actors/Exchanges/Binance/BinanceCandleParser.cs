using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>
/// Rows of /fapi/v1/klines: 12 columns, ascending; the last row is the forming candle. [6] close time, [8] trades, [9] taker buy base volume
/// (docs/exchanges.md, Binance).
/// </summary>
internal static class BinanceCandleParser
{
    private static readonly RowLayout Layout = new(Columns: 11, CloseTime: 6, TradeCount: 8, TakerBuyVolume: 9);

    /// <summary>The payload is the bare array of rows.</summary>
    public static CandleRows Read(ReadOnlyMemory<byte> payload, Interval interval) =>
        CandleRows.Read(payload.Span, Layout, interval);
}
