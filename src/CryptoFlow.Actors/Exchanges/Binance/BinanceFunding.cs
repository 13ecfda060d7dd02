using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Binance;

/// <summary>
/// GET /fapi/v1/fundingRate: oldest first, both bounds inclusive. If a window has more rows than the limit, the exchange sends the oldest rows. So the pages go
/// forward.
/// </summary>
internal sealed class BinanceFunding : FundingHistory
{
    /// <summary>The endpoint has a limit of its own, <see cref="BinanceLimits.FundingRequests"/>.</summary>
    public const string Path = "/fapi/v1/fundingRate";

    private static readonly FundingNames Names = new("fundingTime", MarkPrice: "markPrice");

    public static BinanceFunding Instance { get; } = new();

    public override int Limit => 1000;

    protected override bool NewestFirst => false;

    public override ExchangeRequest RequestFor(string symbol, FundingCursor at, RequestPriority priority) =>
        new(Path, $"symbol={Uri.EscapeDataString(symbol)}&startTime={at.Range.From}&endTime={at.Range.To - 1}&limit={Limit}", 1, priority);

    public override FundingRows Read(ReadOnlyMemory<byte> payload, string symbol) => FundingRows.Read(payload.Span, Names, symbol);

    /// <summary>A time of the exchange may be some milliseconds after the full minute, so the next page begins one minute later.</summary>
    protected override FundingCursor? After(FundingRows rows, FundingCursor at) =>
        new(at.Range with { From = rows.Newest + FundingRate.Grid });
}
