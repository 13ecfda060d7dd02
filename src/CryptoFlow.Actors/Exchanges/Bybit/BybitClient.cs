using System.Text.Json;
using CryptoFlow.Exchanges.Wire;
using CryptoFlow.Messages;

namespace CryptoFlow.Exchanges.Bybit;

/// <summary>Bybit v5, category linear, host api.bybit.com (docs/exchanges.md, Bybit).</summary>
public sealed class BybitClient(ClientSetup setup) : ExchangeClient(setup, new BybitErrors(), BybitLimits.Observe)
{
    internal const string Category = "linear";
    private const string KlinePath = "/v5/market/kline";
    private const string InstrumentsPath = "/v5/market/instruments-info";
    private const string TimePath = "/v5/market/time";

    // There are some 700 contracts. A cursor that continues after this number of pages would never end.
    private const int MostInstrumentPages = 20;

    // Without a status parameter only trading contracts are listed. The others are listed only by status (docs/exchanges.md, Bybit, Others).
    private static readonly string[] OtherStatuses = ["PreLaunch", "Delivering", "Closed"];

    private static readonly InstrumentNames Names = new("symbol", "status", Trading: "Trading");

    public override int PageSize(Interval interval) => BybitLimits.PageRows;

    public override int Cost(Interval interval, int candles) => 1;

    public override async Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation) => await Session.AskAsync(
        BybitMarkPrices.CurrentRequest(contract.Symbol), answer => BybitMarkPrices.ReadCurrent(answer, contract.Symbol), cancellation);

    /// <summary>
    /// All contracts. Contracts that do not trade are listed only if the request names their status; their status says why they do not trade. If such a request
    /// fails, their symbols are reported as unknown.
    /// </summary>
    public override async Task<ExchangeResult<InstrumentCatalogue>> GetInstrumentsAsync(CancellationToken cancellation)
    {
        var rows = new InstrumentRows(Names);
        if (await AddInstrumentsAsync(rows, "", cancellation) is { } error)
            return error;
        foreach (var status in OtherStatuses)
            await AddInstrumentsAsync(rows, $"&status={status}", cancellation);
        return rows.ToCatalogue();
    }

    private protected override bool NewestFirst => true;

    private protected override FundingHistory FundingHistory => BybitFunding.Instance;

    private protected override MarkPriceCandles MarkPriceCandles => BybitMarkPrices.Instance;

    /// <summary>The envelope's time; if it is missing, the time in the result.</summary>
    private protected override async Task<ExchangeResult<ExchangeTime>> AskForTimeAsync(CancellationToken cancellation)
    {
        var request = new ExchangeRequest(TimePath, "", 1, RequestPriority.Sync);
        return await Session.AskAsync(request, answer => ExchangeClock.IsPossible(answer.Time) ? new ExchangeTime(answer.Time) : TimeOf(answer.Payload), cancellation);
    }

    /// <summary>Both bounds are inclusive and compare with open times.</summary>
    private protected override ExchangeRequest RequestFor(SeriesKey series, TimeRange range, int count, RequestPriority priority) =>
        Kline(series, $"&start={range.From}&end={range.To - series.Interval.Milliseconds}", count, priority);

    private protected override ExchangeRequest RequestForNewest(SeriesKey series, int count) =>
        Kline(series, "", count, RequestPriority.Sync);

    /// <summary>
    /// With only a start, the answer begins at or after the start (docs/exchanges.md, Bybit). It is not known how the exchange answers a start before the launch of
    /// the contract. If the answer is empty, the collector asks for every page.
    /// </summary>
    private protected override ExchangeRequest? RequestForFirst(SeriesKey series, long from) =>
        Kline(series, $"&start={from}", 1, RequestPriority.Backfill);

    private protected override CandleRows ReadRows(ReadOnlyMemory<byte> payload, SeriesKey series)
    {
        RequireCategory(payload);
        var rows = BybitCandleParser.Read(payload, series.Interval);
        var symbol = JsonRead.OptionalText(payload, "symbol") ?? "";
        if (symbol != series.Symbol && (symbol.Length > 0 || rows.Times.Rows > 0))
            throw new OtherQuestionException($"asked for {series.Symbol}, but the answer {(symbol.Length > 0 ? $"is about {symbol}" : "names no symbol")}");
        return rows;
    }

    /// <summary>Requires that the result names the category linear. An empty name, as in a refusal, is accepted.</summary>
    internal static void RequireCategory(ReadOnlyMemory<byte> result)
    {
        if (JsonRead.OptionalText(result, "category") is { Length: > 0 } category && category != Category)
            throw new OtherQuestionException($"asked for category {Category}, but the answer is of category {category}");
    }

    private static ExchangeTime TimeOf(ReadOnlyMemory<byte> result)
    {
        var seconds = JsonRead.Time(JsonRead.Property(result, "timeSecond")).Milliseconds;
        return new ExchangeTime(seconds <= long.MaxValue / 1000 ? seconds * 1000 : 0);
    }

    private static ExchangeRequest Kline(SeriesKey series, string bounds, int limit, RequestPriority priority) =>
        new(KlinePath, $"category={Category}&symbol={Uri.EscapeDataString(series.Symbol)}&interval={BybitInterval.NameOf(series.Interval)}{bounds}&limit={limit}", 1, priority);

    /// <summary>The cursor of the next page; empty after the last page. The exchange sends it with or without URL escapes.</summary>
    private static string NextCursor(ReadOnlyMemory<byte> result)
    {
        var cursor = JsonSerializer.Deserialize<string>(JsonRead.Property(result, "nextPageCursor").Span);
        return Uri.EscapeDataString(Uri.UnescapeDataString(cursor ?? ""));
    }

    /// <summary>Adds the contracts of one status, page by page. Returns the error, or null.</summary>
    private async Task<ExchangeError?> AddInstrumentsAsync(InstrumentRows rows, string status, CancellationToken cancellation)
    {
        var cursor = "";
        for (var page = 0; page < MostInstrumentPages; page++)
        {
            var query = $"category={Category}{status}&limit={BybitLimits.InstrumentsPerPage}"
                + (cursor.Length == 0 ? "" : $"&cursor={cursor}");
            var request = new ExchangeRequest(InstrumentsPath, query, 1, RequestPriority.Sync);
            var next = await Session.AskAsync(request, answer =>
            {
                RequireCategory(answer.Payload);
                rows.Add(JsonRead.Property(answer.Payload, "list").Span);
                return NextCursor(answer.Payload);
            }, cancellation);

            if (!next.IsSuccess)
                return next.Error;
            if (next.Value.Length == 0)
                return null;
            cursor = next.Value;
        }

        return new ExchangeError(ExchangeErrorKind.BadAnswer, RetryAdvice.AfterBackoff, $"Bybit: the list of contracts does not end after {MostInstrumentPages} pages.");
    }
}
