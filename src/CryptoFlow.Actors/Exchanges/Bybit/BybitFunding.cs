using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>
/// GET /v5/market/funding/history: newest first. With only an end, the answer has the newest settlements up to that end. A start alone is an error, and the answer
/// to a window with more rows than the limit is not documented. So the requests name no start, and the pages go back.
/// </summary>
internal sealed class BybitFunding : FundingHistory
{
    private const string Path = "/v5/market/funding/history";

    private static readonly FundingNames Names = new("fundingRateTimestamp");

    public static BybitFunding Instance { get; } = new();

    public override int Limit => 200;

    protected override bool NewestFirst => true;

    protected override bool ReachesBack => true;

    public override ExchangeRequest RequestFor(string symbol, FundingCursor at, RequestPriority priority) =>
        new(Path, $"category={BybitClient.Category}&symbol={Uri.EscapeDataString(symbol)}&endTime={at.Range.To - 1}&limit={Limit}", 1, priority);

    public override FundingRows Read(ReadOnlyMemory<byte> payload, string symbol)
    {
        BybitClient.RequireCategory(payload);
        return FundingRows.Read(JsonRead.Property(payload, "list").Span, Names, symbol);
    }

    protected override FundingCursor? After(FundingRows rows, FundingCursor at) =>
        rows.Oldest <= at.Range.From ? null : new(at.Range with { To = rows.Oldest });
}
