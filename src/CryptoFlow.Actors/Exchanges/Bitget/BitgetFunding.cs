using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges.Bitget;

/// <summary>
/// GET /api/v2/mix/market/history-fund-rate: newest first, in numbered pages, without bounds. A settlement between two requests moves the pages by one row. The
/// next page then begins with a known row, which does no harm.
/// </summary>
internal sealed class BitgetFunding : FundingHistory
{
    private const string Path = "/api/v2/mix/market/history-fund-rate";

    private static readonly FundingNames Names = new("fundingTime");

    public static BitgetFunding Instance { get; } = new();

    public override int Limit => 100;

    protected override bool NewestFirst => true;

    public override ExchangeRequest RequestFor(string symbol, FundingCursor at, RequestPriority priority) =>
        new(Path, $"symbol={Uri.EscapeDataString(symbol)}&{BitgetClient.Product}&pageSize={Limit}&pageNo={at.PagesRead + 1}", 1, priority);

    /// <summary>The payload is the envelope's <c>data</c>. For a contract without settlements it may be null or an empty string.</summary>
    public override FundingRows Read(ReadOnlyMemory<byte> payload, string symbol) =>
        payload.Span.SequenceEqual("null"u8) || payload.Span.SequenceEqual("\"\""u8) ? FundingRows.None : FundingRows.Read(payload.Span, Names, symbol);

    protected override FundingCursor? After(FundingRows rows, FundingCursor at) =>
        rows.Oldest <= at.Range.From ? null : at with { PagesRead = at.PagesRead + 1, OldestRead = rows.Oldest };

    /// <summary>The pages begin at the newest settlement, also for an older range. But each page has to go further back than the page before.</summary>
    protected override string? FindOtherRange(FundingRows rows, FundingCursor at) =>
        at.OldestRead is { } read && rows.Count == Limit && rows.Oldest >= read
            ? $"asked for page {at.PagesRead + 1}, but its rows do not go further back than {read}, which an earlier page has"
            : null;
}
